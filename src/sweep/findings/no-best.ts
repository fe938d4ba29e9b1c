import { smallest } from "../../core/extremes.ts";
import { formatMs, formatShare, plural } from "../../core/format.ts";
import { type Goal, WISHES } from "../../result/goal.ts";
import { FAILURES_ALLOWED } from "../../result/implied-objective.ts";
import type { PointSummary } from "../../result/sweep-result.ts";

import { failsTooOften } from "../fails-too-often.ts";
import { objectivesWords } from "../goal-words.ts";
import { pointWords } from "../point-words.ts";
import { responseLimits } from "../response-limits.ts";
import { type Variants, variantOf } from "../variants.ts";

/**
 * The reason why nothing is recommended, in one sentence without its full stop; with the nearest miss where there is
 * one.
 */
export function whyNoBest(
  { wish, slo }: Goal,
  points: readonly PointSummary[],
  variants: Variants | null,
): string {
  if (points.length === 0) return "no point was measured";
  const valid = points.filter(({ state }) => state !== "invalid");
  if (valid.length === 0)
    return `no run at ${plural(points.length, "point")} was valid (${reasonsOf(points)})`;
  const open = valid.filter(({ point }) => !variants?.barred.has(variantOf(variants, point) ?? ""));
  if (open.length === 0)
    return `no valid point is of ${variants?.reference} or another variant that is shown to be as exact as was asked for`;
  const answered = open.filter((one) => one.inferencesPerSec !== null && one.inferencesPerSec > 0);
  if (answered.length === 0) return `no request was answered at ${plural(open.length, "point")}`;
  const held = open.filter(({ holds }) => slo.length === 0 || holds === true);
  const failing = held.filter(({ failedShare }) => failsTooOften(slo, failedShare));
  if (held.length > 0 && failing.length === held.length) {
    const fewest = smallest(failing.map(({ failedShare }) => failedShare ?? 1));
    return (
      `at ${failing.length === 1 ? "the only point that may be recommended" : `each of ${plural(failing.length, "point")}`} more than ` +
      `${formatShare(FAILURES_ALLOWED, 1)} of the requests failed (${formatShare(fewest, 1)} at the least); an objective such as ` +
      "`--slo errors<=5%` would allow it"
    );
  }
  if (held.length > 0) return `no point has a figure for ${WISHES[wish].figure.words}`;
  const missed = open.filter(({ holds }) => holds === false);
  const unjudged = open.length - missed.length;
  const [nearest] = missed
    .map((summary) => missOf(summary, slo))
    .filter((miss) => miss !== null)
    .sort((one, other) => one.times - other.times);
  const none =
    open.length === 1 ? "the only valid point is not" : `none of ${plural(open.length, "point")} is`;
  const sentence = [`${none} shown to hold ${objectivesWords(slo)}`];
  if (nearest !== undefined) sentence.push(nearest.words);
  if (unjudged > 0)
    sentence.push(`${plural(unjudged, "point")} had too few requests to judge, and longer runs would tell`);
  return sentence.join("; ");
}

interface Miss {
  /**
   * Observed time as a multiple of the limit; at 1 and below it was in time, so failed requests broke the objective.
   */
  readonly times: number;
  readonly words: string;
}

/** How a point misses the objective that it misses the most; null where its summary has none of their percentiles. */
function missOf({ point, latencyMs, failedShare }: PointSummary, slo: readonly string[]): Miss | null {
  const [worst] = responseLimits(slo)
    .flatMap(({ key, limitMs }) => {
      const observedMs = latencyMs[key];
      return observedMs === null ? [] : [{ times: observedMs / limitMs, key, observedMs }];
    })
    .sort((one, other) => other.times - one.times);
  if (worst === undefined) return null;
  const failed =
    (failedShare ?? 0) > 0 ? ` and ${formatShare(failedShare ?? 0, 1)} of its requests failed` : "";
  const found = `${worst.key} is ${formatMs(worst.observedMs)}${failed}`;
  return { times: worst.times, words: `nearest is ${pointWords(point)}, whose ${found}` };
}

function reasonsOf(points: readonly PointSummary[]): string {
  const counts = new Map<string, number>();
  for (const code of points.flatMap(({ reasons }) => reasons)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${code}: ${count}`).join(", ");
}
