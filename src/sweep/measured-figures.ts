import type { Figure } from "../result/figure.ts";
import { RUN_FIGURES } from "../result/figures.ts";
import { latencyFigure, PERCENTILES } from "../result/latency-figures.ts";
import type { Measure } from "../result/measure.ts";
import type { RunResult } from "../result/run-result.ts";
import { Histogram } from "../stats/histogram.ts";
import { percentileOverScheduled } from "../stats/judge-latency.ts";

/** Statistics of the response time that a sweep compares. */
export const COMPARED_STATISTICS = ["mean", "p50", "p90", "p95", "p99"] as const;
export type ComparedStatistic = (typeof COMPARED_STATISTICS)[number];

/** Figures of a run that a sweep compares in addition to its latencies, by the key that its document has for each. */
export const COMPARED_FIGURES = {
  requestsPerSec: RUN_FIGURES.throughput,
  inferencesPerSec: RUN_FIGURES.inferences,
  failedShare: RUN_FIGURES.errors,
  costPerMillionInferences: RUN_FIGURES.inferenceCost,
  meanBatch: RUN_FIGURES.meanBatch,
  queueMs: RUN_FIGURES.queue,
  energyPerInferenceJ: RUN_FIGURES.energy,
} as const satisfies Partial<Record<keyof Measure, Figure>>;
export type ComparedFigure = keyof typeof COMPARED_FIGURES;
const COMPARED_KEYS = Object.keys(COMPARED_FIGURES) as ComparedFigure[];

/** The figures that a measure and the summary of a point have in common. */
export type ComparedFigures = Record<ComparedFigure, number | null> & {
  latencyMs: Record<ComparedStatistic, number | null>;
};

/** Gathers every figure that a sweep compares from the functions that read it. */
export function comparedFigures(
  statistic: (key: ComparedStatistic) => number | null,
  figure: (key: ComparedFigure) => number | null,
): ComparedFigures {
  const entries = <Key extends string>(keys: readonly Key[], read: (key: Key) => number | null) =>
    Object.fromEntries(keys.map((key) => [key, read(key)])) as Record<Key, number | null>;
  return { ...entries(COMPARED_KEYS, figure), latencyMs: entries(COMPARED_STATISTICS, statistic) };
}

/** Figures per request, in place of those per inference where the items of a request are not known. */
const PER_REQUEST: Partial<Record<ComparedFigure, Figure>> = {
  inferencesPerSec: RUN_FIGURES.throughput,
  costPerMillionInferences: RUN_FIGURES.cost,
};

/**
 * The figures of a run that a sweep compares. A body that the user gave counts as one inference at every point, unless
 * --batch says how many it holds.
 */
export function figuresOfRun(result: RunResult): ComparedFigures {
  const own = result.target.itemsPerRequest === null ? PER_REQUEST : {};
  return comparedFigures(responseOverScheduled(result), (key) =>
    (own[key] ?? COMPARED_FIGURES[key]).read(result),
  );
}

/**
 * Reads the response time of a run over all its scheduled requests: a failed one is infinitely slow, so a percentile is null
 * where more failed than its tail holds. The mean is that of the answered requests.
 */
export function responseOverScheduled(result: RunResult): (key: ComparedStatistic) => number | null {
  const { scheduled, ok } = result.requests;
  const answered = (key: ComparedStatistic) => latencyFigure("response", key).read(result);
  if (ok === scheduled) return answered;
  const histogram = Histogram.decode(result.histograms.response);
  return (key) =>
    key === "mean" ? answered(key) : percentileOverScheduled(histogram, scheduled, PERCENTILES[key]);
}
