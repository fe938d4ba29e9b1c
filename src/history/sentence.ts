import { changeWords, isWorse } from "../compare/words.ts";
import { formatShare, plural } from "../core/format.ts";
import type { FigureTrend, HistoryGroup, HistoryPoint, TrendChange } from "./history.ts";
import { fewestResults, type TrendRule } from "./trend.ts";

/** What a history says, in a sentence: what changed last, or that nothing is shown to have changed. */
export function sentenceOf(groups: readonly HistoryGroup[], rule: TrendRule): string {
  const results = groups.reduce((sum, { points }) => sum + points.length, 0);
  const all = groups.flatMap((group) =>
    group.trends.flatMap((trend) => trend.changes.map((change) => ({ group, trend, change }))),
  );
  const latest = all.toSorted((a, b) => (when(a) < when(b) ? 1 : -1))[0];
  if (latest === undefined) {
    if (groups.every(({ points }) => points.length < fewestResults(rule)))
      return `${plural(results, "result")}: too few to show a step in any figure.`;
    return `No figure is shown to have changed in ${plural(results, "result")} (change points at ${formatShare(rule.alpha, 1)} for each figure).`;
  }
  const together = all.filter((one) => one.group === latest.group && one.change.at === latest.change.at);
  const figures = together.map(({ trend, change }) => changedWords(trend, change)).join(", ");
  const where = groups.length === 1 ? "" : ` of group ${latest.group.group}`;
  return `The last change${where}: ${figures}, from ${placeWords(pointOf(latest.group, latest.change))} on.`;
}

const pointOf = ({ points }: HistoryGroup, { at }: TrendChange): HistoryPoint => points[at] as HistoryPoint;
const when = ({ group, change }: { group: HistoryGroup; change: TrendChange }): string =>
  pointOf(group, change).startedAt;

/** A change of a figure in words: `p99 +4.1 % [+2.9, +5.2] (worse)`. */
export function changedWords({ figure }: FigureTrend, { change }: TrendChange): string {
  if (change === null) return `${figure.title} has changed`;
  const worse = isWorse(figure, change.change);
  return `${figure.title} ${changeWords(figure, change)}${worse === null ? "" : worse ? " (worse)" : " (better)"}`;
}

/** The place of a change in words: its day, and commit, label or name of the result. */
export function placeWords({ startedAt, commit, label, name }: HistoryPoint): string {
  const known = [label, commit === null ? null : `commit ${commit.slice(0, 10)}`].filter(
    (word) => word !== null,
  );
  return `${startedAt.slice(0, 10)} (${(known.length === 0 ? [name] : known).join(", ")})`;
}
