import { changeWords, isWorse } from "../../compare/words.ts";
import { displaySentence, plural } from "../../core/format.ts";
import type { FigureTrend, History, HistoryGroup } from "../../history/history.ts";
import { placeWords } from "../../history/sentence.ts";
import { COLUMNS, named, type Paint, painter, wrap } from "../terminal.ts";
import { meanWords } from "./mean-words.ts";

/** The most things besides figures that moved, and the most results, which are listed; the others are counted. */
const MOST_MOVES = 8;

/** A history for a terminal: the sentence first, then each group with its change points; at most 100 columns wide. */
export function renderHistory(history: History, { colour }: { readonly colour: boolean }): string {
  const paint = painter(colour);
  return [
    ...wrap(displaySentence(history.sentence), COLUMNS),
    "",
    ...history.notices.flatMap((notice) => named("note", notice).map(paint.note)),
    ...history.groups.flatMap((group) => ["", ...groupLines(group, history.groups.length > 1, paint)]),
  ].join("\n");
}

function groupLines(group: HistoryGroup, several: boolean, paint: Paint): string[] {
  const { points, moves, trends, facts } = group;
  const [first, last] = [points[0], points.at(-1)];
  const days = `${plural(points.length, "result")}, ${first?.startedAt.slice(0, 10)} to ${last?.startedAt.slice(0, 10)}`;
  const steady = trends.filter(({ changes }) => changes.length === 0);
  return [
    ...named(several ? `group ${group.group}` : "results", `${group.title}: ${days}`),
    ...(several
      ? named(
          "",
          Object.entries(facts)
            .map(([what, value]) => `${what}: ${value}`)
            .join("; "),
        ).map(paint.quiet)
      : []),
    ...trends.filter(({ changes }) => changes.length > 0).flatMap((trend) => trendLines(trend, group, paint)),
    ...(steady.length === 0
      ? []
      : named(
          "no change",
          steady
            .map((trend) => `${trend.figure.title} ${meanWords(trend.figure, trend.stretches[0])}`)
            .join("; "),
        )),
    ...moves
      .slice(0, MOST_MOVES)
      .flatMap(({ at, what, from, to }, i) =>
        named(i === 0 ? "moved" : "", `${what}: ${from} → ${to}, with ${placeOf(group, at)}`).map(
          paint.quiet,
        ),
      ),
    ...(moves.length > MOST_MOVES ? named("", `and ${moves.length - MOST_MOVES} more`).map(paint.quiet) : []),
  ];
}

function trendLines(
  { figure, stretches, changes }: FigureTrend,
  group: HistoryGroup,
  paint: Paint,
): string[] {
  return changes.flatMap(({ at, change }, i) => {
    const words = change === null ? "changed" : changeWords(figure, change);
    const worse = change === null ? null : isWorse(figure, change.change);
    const direction = worse === null ? "" : worse ? " worse" : " better";
    const text = `${words}${direction} from ${placeOf(group, at)} on: ${meanWords(figure, stretches[i])} → ${meanWords(figure, stretches[i + 1])}`;
    const paintOf = worse === null ? (line: string) => line : worse ? paint.bad : paint.good;
    return named(i === 0 ? figure.title : "", text).map((line, at) => (at === 0 ? paintOf(line) : line));
  });
}

function placeOf({ points }: HistoryGroup, at: number): string {
  const point = points[at];
  return point === undefined ? "" : placeWords(point);
}
