import { largest } from "../core/extremes.ts";
import { PERCENTILES } from "../result/latency-figures.ts";
import type { Measure } from "../result/measure.ts";
import { knownObjectives } from "../result/parse-objective.ts";
import { Histogram } from "../stats/histogram.ts";
import { sampleFloor } from "../stats/latency.ts";
import { rankOf } from "../stats/rank.ts";
import { isInfinite } from "./infinite-tail.ts";
import { COMPARED_STATISTICS } from "./measured-figures.ts";

/** The response times of one run, as far as they are known: how many of its scheduled requests took at most so long. */
export interface KnownTimes {
  /** Number of scheduled requests; one that failed is infinitely slow. */
  readonly scheduled: number;
  /** Rising times, each with the number of requests that are known to have taken at most as long. */
  readonly steps: readonly { readonly upToMs: number; readonly within: number }[];
}

/** The times that the histogram of a run knows, to the width of its buckets. @param encoded of the ok requests, base64 */
export function timesOfHistogram(encoded: string, scheduled: number): KnownTimes {
  let within = 0;
  const steps = Histogram.decode(encoded)
    .buckets()
    .map(({ upToMs, count }) => {
      within += count;
      return { upToMs, within };
    });
  return { scheduled, steps };
}

/**
 * The times that the figures of a measure alone tell: its percentiles, and who kept the limits of its objectives. What
 * lies between is not known, so a percentile of several such runs is an upper bound.
 */
export function timesOfMeasure(measure: Measure): KnownTimes {
  const scheduled = scheduledOf(measure);
  const percentiles = COMPARED_STATISTICS.flatMap((key) => {
    const upToMs = measure.latencyMs[key];
    if (key === "mean" || upToMs === null || isInfinite(key, measure.failedShare)) return [];
    return [{ upToMs, within: rankOf(PERCENTILES[key], scheduled) }];
  });
  const limits = measure.objectives.flatMap(({ objective, within }) => {
    const [known] = knownObjectives([objective]);
    const isResponse = known?.kind === "latency" && known.latency === "response";
    return isResponse && within !== null ? [{ upToMs: known.limitMs, within }] : [];
  });
  const steps = [...percentiles, ...limits].toSorted((one, other) => one.upToMs - other.upToMs);
  return { scheduled, steps };
}

/** Number of requests that a measure says, or that its rate and its failures come to. */
export function scheduledOf(measure: Measure): number {
  const { objectives, requestsPerSec, durationMs, failedShare } = measure;
  if ((measure.scheduled ?? null) !== null) return measure.scheduled ?? 0;
  const counted = largest(
    objectives.map((one) => (one.share === null ? 0 : (one.scheduled ?? 0))),
    0,
  );
  if (counted > 0) return counted;
  const ok = ((requestsPerSec ?? 0) * durationMs) / 1000;
  return Math.round(failedShare === null || failedShare >= 1 ? ok : ok / (1 - failedShare));
}

/**
 * A percentile over the scheduled requests of all runs together; null where it is not finite, not known, or where too few
 * were scheduled to state it.
 */
export function pooledPercentile(runs: readonly KnownTimes[], percentile: number): number | null {
  const scheduled = runs.reduce((sum, run) => sum + run.scheduled, 0);
  if (scheduled < sampleFloor(percentile)) return null;
  const rank = rankOf(percentile, scheduled);
  const rises = runs.flatMap(risesOf).sort((one, other) => one.upToMs - other.upToMs);
  let within = 0;
  for (const { upToMs, by } of rises) {
    within += by;
    if (within >= rank) return upToMs;
  }
  return null;
}

/** The requests that each step of a run adds to those before it. */
function risesOf({ steps }: KnownTimes): { upToMs: number; by: number }[] {
  let known = 0;
  return steps.map(({ upToMs, within }) => {
    const by = Math.max(0, within - known);
    known += by;
    return { upToMs, by };
  });
}
