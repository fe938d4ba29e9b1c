import type { Measure } from "../../src/result/measure.ts";
import type { PointSummary, VariantAccuracy } from "../../src/result/sweep-result.ts";

const NO_LATENCY = { mean: null, p50: null, p90: null, p95: null, p99: null };

/** A point that was measured once, and has no figure but those that are given. */
export function summary(
  point: PointSummary["point"],
  figures: Partial<Omit<PointSummary, "latencyMs">> & { latencyMs?: Partial<PointSummary["latencyMs"]> } = {},
): PointSummary {
  return {
    point,
    takes: 1,
    confirmed: 0,
    state: "measured",
    reasons: [],
    inferencesPerSec: null,
    requestsPerSec: null,
    failedShare: 0,
    costPerMillionInferences: null,
    meanBatch: null,
    queueMs: null,
    energyPerInferenceJ: null,
    spoiled: [],
    objectives: [],
    holds: null,
    answer: null,
    ...figures,
    latencyMs: { ...NO_LATENCY, ...figures.latencyMs },
  };
}

/** One valid run of 10 s. */
export function measure(point: Measure["point"], figures: Partial<Measure> = {}): Measure {
  return {
    id: "0001",
    point,
    take: 0,
    confirms: false,
    durationMs: 10_000,
    valid: true,
    reasons: [],
    attempts: 1,
    requestsPerSec: null,
    inferencesPerSec: null,
    failedShare: 0,
    latencyMs: NO_LATENCY,
    scheduled: null,
    spoiled: [],
    objectives: [],
    costPerMillionInferences: null,
    meanBatch: null,
    queueMs: null,
    energyPerInferenceJ: null,
    ...figures,
  };
}

/** A labelled variant that is no reference and of which nothing is known. */
export function variant(name: string, figures: Partial<VariantAccuracy> = {}): VariantAccuracy {
  return {
    variant: name,
    reference: false,
    labelled: true,
    items: 540,
    right: null,
    accuracy: null,
    lost: null,
    won: null,
    difference: null,
    differenceInterval: null,
    mcnemarP: null,
    agreement: null,
    cosine: { mean: null, min: null },
    maxAbsoluteError: null,
    maxRelativeError: null,
    klDivergence: null,
    batchInvariance: null,
    deterministic: null,
    verdicts: [],
    ...figures,
  };
}
