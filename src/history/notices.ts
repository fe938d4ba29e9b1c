import { plural } from "../core/format.ts";
import type { HistoryGroup, LeftOut } from "./history.ts";
import { fewestResults, type TrendRule } from "./trend.ts";

/** What a reader of a history must know before any number. */
export function noticesOf(
  groups: readonly HistoryGroup[],
  left: readonly LeftOut[],
  skipped: readonly LeftOut[],
  rule: TrendRule,
): string[] {
  const least = fewestResults(rule);
  const short = groups.filter(({ points }) => points.length < least);
  return [
    ...(groups.length < 2
      ? []
      : [
          `the results are of ${groups.length} kinds, which differ in ${differing(groups)}; each kind has a trend of its own, and they are never laid into one`,
        ]),
    ...(short.length === 0
      ? []
      : [
          `${short.map(({ group, points }) => `group ${group} has ${plural(points.length, "result")}`).join(", ")}: fewer than ${least} can hardly show a change`,
        ]),
    ...(left.length === 0
      ? []
      : [
          `${plural(left.length, "result")} of ${left.length === 1 ? "it" : "them"} ${left.length === 1 ? "does" : "do"} not count: ${examples(left)}`,
        ]),
    ...(skipped.length === 0
      ? []
      : [
          `${plural(skipped.length, "file")} ${skipped.length === 1 ? "is" : "are"} skipped: ${examples(skipped)}`,
        ]),
  ];
}

/** The facts by which groups differ. */
function differing(groups: readonly HistoryGroup[]): string {
  return [...new Set(groups.flatMap(({ facts }) => Object.keys(facts)))].join(", ");
}

/** The most things that are named; the others are counted. */
const MOST_NAMED = 3;

function examples(left: readonly LeftOut[]): string {
  const named = left.slice(0, MOST_NAMED).map(({ name, why }) => `${name} (${why})`);
  const more = left.length - named.length;
  return named.join(", ") + (more > 0 ? `, and ${more} more` : "");
}
