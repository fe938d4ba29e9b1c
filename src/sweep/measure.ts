import type { Goal } from "../result/goal.ts";
import type { Measure } from "../result/measure.ts";
import type { RunResult } from "../result/run-result.ts";
import { parseSlo } from "../scenario/slo.ts";
import { energyPerInferenceJ } from "../stats/gpu-energy.ts";
import { Histogram } from "../stats/histogram.ts";
import type { Point } from "./axes.ts";

/** A run too short to judge an objective is no bad run: its other figures stand, and the objective is left open. */
export const TOO_FEW = "too-few-samples";

/** What the strategy asked for. */
export interface Planned {
  readonly point: Point;
  readonly take: number;
  readonly durationMs: number;
}

/** The figures of a run that a sweep compares. */
export function measureOf(
  id: string,
  { point, take, durationMs }: Planned,
  attempts: number,
  result: RunResult,
  slo: Goal["slo"],
): Measure {
  const { latencyMs, load, requests, serverStatistics, telemetry } = result;
  const { mean, p50, p90, p95, p99 } = latencyMs.response;
  const reasons = result.verdict.reasons.map(({ code }) => code);
  return {
    id,
    point: point as Record<string, string>,
    take,
    durationMs,
    valid: reasons.every((code) => code === TOO_FEW),
    reasons,
    attempts,
    requestsPerSec: load.achievedPerSec,
    inferencesPerSec: load.inferencesPerSec,
    failedShare: requests.scheduled === 0 ? null : requests.failed / requests.scheduled,
    latencyMs: { mean, p50, p90, p95, p99 },
    objectives: slo.map((objective) => attainment(objective, result)),
    costPerMillionInferences: result.cost.perMillionInferences,
    meanBatch: serverStatistics?.meanBatch ?? null,
    queueMs: serverStatistics?.queueMs ?? null,
    energyPerInferenceJ: energyPerInferenceJ(telemetry),
  };
}

/** A point at which nothing could be measured. */
export function unmeasured(id: string, planned: Planned, attempts: number, reason: string): Measure {
  const { point, take, durationMs } = planned;
  return {
    id,
    point: point as Record<string, string>,
    take,
    durationMs,
    valid: false,
    reasons: [reason],
    attempts,
    requestsPerSec: null,
    inferencesPerSec: null,
    failedShare: null,
    latencyMs: { mean: null, p50: null, p90: null, p95: null, p99: null },
    objectives: [],
    costPerMillionInferences: null,
    meanBatch: null,
    queueMs: null,
    energyPerInferenceJ: null,
  };
}

function attainment(
  objective: string,
  { histograms, requests, slo }: RunResult,
): Measure["objectives"][number] {
  const parsed = parseSlo(objective);
  if (parsed === undefined) throw new TypeError(`"${objective}" passed validation and is no objective`);
  const encoded = histograms[parsed.measure];
  const ok = encoded === null ? new Histogram() : Histogram.decode(encoded);
  const late = ok
    .buckets()
    .reduce((sum, { upToMs, count }) => sum + (upToMs > parsed.limitMs ? count : 0), 0);
  const judged = slo.find((one) => one.objective === parsed.text);
  const tooFew = judged === undefined || (judged.observedMs === null && requests.failed === 0);
  return {
    objective: parsed.text,
    within: ok.count - late,
    scheduled: ok.count + requests.failed,
    holds: tooFew ? null : judged.holds,
  };
}
