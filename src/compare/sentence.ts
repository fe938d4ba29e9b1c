import { plural } from "../core/format.ts";
import type { ResultKind } from "../result/document.ts";
import type { Change, ComparedRow, Difference } from "./comparison.ts";
import { currencyOf, formatCompared } from "./document-figures.ts";
import { trafficThatDiffers } from "./notices.ts";
import type { CountedSide } from "./side.ts";
import { changeWords, isShown, isWorse, shownChangeWords } from "./words.ts";

/** The figures that a sentence about runs is of, the first that all sides have. It is chosen before the values are looked at. */
const OPEN = ["p99", "p95", "p50", "throughput"];
const CLOSED = ["throughput", "p99", "p95", "p50"];

/** What a comparison says, in one sentence; it says no more than the values show. */
export function sentenceOf(
  kind: ResultKind,
  sides: readonly CountedSide[],
  rows: readonly ComparedRow[],
  differences: readonly Difference[],
): string {
  const empty = sides.filter(({ counted }) => counted.length === 0).map(({ letter }) => letter);
  if (empty.length > 0)
    return `Nothing is compared: ${empty.join(" and ")} ${empty.length === 1 ? "has" : "have"} no result that counts.`;
  const traffic = trafficThatDiffers(sides, differences);
  if (traffic.length > 0)
    return `The sides were not asked the same (${traffic.join(", ")}), so which one is better does not follow from their figures.`;
  const clauses = sides.slice(1).map((side, i) => {
    if (kind === "capacity") return ofLoadLines(side, sides, rows, i);
    if (kind === "sweep") return ofPoints(side, rows, i);
    if (kind === "plan") return ofPlans(side, sides, rows, i);
    return kind === "gate" ? ofVerdict(side) : ofRuns(side, sides, rows, i);
  });
  const head = kind === "gate" ? [ofVerdict(sides[0] as CountedSide)] : [];
  const [first = "", ...more] = [...head, ...clauses];
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join("; ")}.`;
}

function ofRuns(
  side: CountedSide,
  sides: readonly CountedSide[],
  rows: readonly ComparedRow[],
  i: number,
): string {
  const row = rowOfSentence(sides, rows);
  const change = row?.changes[i] ?? null;
  if (row === undefined || change === null)
    return `${side.letter} has no figure that could be compared with A`;
  const { figure } = row;
  const at = figure.unit === "ms" ? `at ${figure.title}` : `in ${figure.title}`;
  if (change.interval === null) return withoutInterval(side, at, row, change);
  return isShown(change)
    ? `${side.letter} is ${shownChangeWords(figure, change)} ${at} than A`
    : `no difference ${at} is shown between A and ${side.letter} (${changeWords(figure, change)})`;
}

function withoutInterval(side: CountedSide, at: string, { figure }: ComparedRow, change: Change): string {
  const found =
    change.change === 0
      ? `${side.letter} is like A ${at}`
      : `${side.letter} was ${shownChangeWords(figure, change)} ${at} than A`;
  return `${found}; ${change.absent ?? "how runs differ is not known"}, so there is no interval`;
}

function rowOfSentence(sides: readonly CountedSide[], rows: readonly ComparedRow[]): ComparedRow | undefined {
  const isClosed = sides.some(({ counted }) =>
    counted.some(({ document }) => document.kind === "run" && document.load.kind === "closed"),
  );
  const whole = rows.filter((row) => row.sides.every(({ value }) => value !== null));
  const wanted = (isClosed ? CLOSED : OPEN).flatMap(
    (id) => whole.find(({ figure }) => figure.id === id) ?? [],
  );
  return wanted[0] ?? whole[0];
}

/** Load lines lie between two rates each: where these do not meet, the lines differ. */
function ofLoadLines(
  side: CountedSide,
  sides: readonly CountedSide[],
  rows: readonly ComparedRow[],
  i: number,
): string {
  const row = rows.find(({ figure }) => figure.id === "loadLine");
  const [a, b] = [row?.sides[0], row?.sides[i + 1]];
  if (row === undefined || a?.value == null || b?.value == null) {
    const without = [sides[0], side].filter((_, at) => (at === 0 ? a : b)?.value == null);
    return `${without.map((one) => one?.letter).join(" and ")} ${without.length === 1 ? "has" : "have"} no load line`;
  }
  const rate = (value: number) => formatCompared(row.figure, value);
  const rates = `${rate(b.value)} against ${rate(a.value)}`;
  const change = row.changes[i] ?? null;
  if (change !== null && isShown(change))
    return `${side.letter} carries ${shownChangeWords(row.figure, change)
      .replace(/higher$/, "more")
      .replace(/lower$/, "less")} than A (${rates})`;
  if (a.own === null || b.own === null)
    return `the load line of ${side.letter} is ${rates} of A; where one of them ends is not known`;
  const meet = a.own.low < b.own.high && b.own.low < a.own.high;
  if (meet)
    return `the load lines of A and ${side.letter} may be the same: ${rates}, and what is known of both overlaps`;
  return `${side.letter} carries ${b.value > a.value ? "more" : "less"} than A: ${rates}`;
}

/** Plans are compared by what their fleets cost: it is worked out, not measured, so it has no interval. */
function ofPlans(
  side: CountedSide,
  sides: readonly CountedSide[],
  rows: readonly ComparedRow[],
  i: number,
): string {
  const row = rows.find(({ figure }) => figure.id === "costPerMonth");
  const change = row?.changes[i] ?? null;
  if (row === undefined && isInSeveralCurrencies(sides))
    return `the fleets of A and ${side.letter} are not compared, since costs are in several currencies`;
  if (row === undefined || change === null)
    return `A and ${side.letter} do not both have a fleet that keeps the objectives`;
  const [a, b] = [row.sides[0], row.sides[i + 1]].map((one) =>
    formatCompared(row.figure, one?.value ?? null),
  );
  if (change.change === 0) return `the fleets of A and ${side.letter} cost the same, ${a} a month`;
  return `the fleet of ${side.letter} is ${shownChangeWords(row.figure, { ...change, interval: null })} than that of A: ${b} against ${a} a month`;
}

function isInSeveralCurrencies(sides: readonly CountedSide[]): boolean {
  return (
    new Set(sides.flatMap(({ counted }) => counted.map(({ document }) => currencyOf(document)))).size > 1
  );
}

/** Points that both sweeps measured, counted by which one was better; no single point is picked out. */
function ofPoints(side: CountedSide, rows: readonly ComparedRow[], i: number): string {
  const changes = rows.flatMap(({ figure, changes: own }) => {
    const change = own[i] ?? null;
    return figure.id.endsWith(": inferences") && change !== null ? [{ figure, change }] : [];
  });
  if (changes.length === 0) return `A and ${side.letter} have no point in common`;
  const count = (word: boolean) =>
    changes.filter(({ figure, change }) => isWorse(figure, change.change) === word).length;
  return `of ${plural(changes.length, "point")} that A and ${side.letter} have in common, ${side.letter} has more inferences/s at ${count(false)} and fewer at ${count(true)}`;
}

function ofVerdict({ letter, counted }: CountedSide): string {
  const answers = counted.map(({ document }) =>
    document.kind === "gate" ? document.verdict.answer.toUpperCase() : "",
  );
  return `${letter}: ${answers.join(", ")}`;
}
