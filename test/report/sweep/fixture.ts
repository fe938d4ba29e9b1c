import { createRng, normal } from "../../../src/core/rng.ts";
import { costPerMillion, EXAMPLE_PRICE } from "../../../src/cost/price.ts";
import type { Goal } from "../../../src/result/goal.ts";
import type { Measure } from "../../../src/result/measure.ts";
import {
  type PointSummary,
  type SweepResult,
  sweepResultSchema,
  type VariantAccuracy,
} from "../../../src/result/sweep-result.ts";
import { AXES, type AxisName, gridOf, keyOf } from "../../../src/sweep/axes.ts";
import { answersOf } from "../../../src/sweep/findings/answers.ts";
import { responseLimits } from "../../../src/sweep/response-limits.ts";

/**
 * Sweeps that are computed, not written down: one model instance in a closed loop, whose run of n items takes
 * a + c·n ms, up to 32 items of equal length at once. fp16 is slower than fp32, as on a CPU; int8 is faster.
 */
const COSTS: Readonly<Record<string, { readonly fixedMs: number; readonly itemMs: number }>> = {
  fp32: { fixedMs: 0.9, itemMs: 0.35 },
  fp16: { fixedMs: 1.3, itemMs: 0.46 },
  int8: { fixedMs: 0.8, itemMs: 0.21 },
};
const MOST_ITEMS = 32;

type Axes = Partial<Record<AxisName, readonly string[]>>;

export const FULL_GRID: Axes = {
  precision: ["fp32", "fp16", "int8"],
  batch: ["1", "2", "4", "8", "16", "32"],
  concurrency: ["1", "2", "4", "8", "16"],
};

export interface SweepFixture {
  readonly axes: Axes;
  readonly slo: readonly string[];
  readonly accuracy: readonly VariantAccuracy[];
  /** What becomes of a point. */
  readonly state: (point: Readonly<Record<string, string>>) => PointSummary["state"] | "not measured";
}

const labelled = (
  variant: string,
  lost: number,
  won: number,
  verdicts: readonly [VariantAccuracy["verdicts"][number]["verdict"], "pass" | "not shown" | "fail"],
): VariantAccuracy => {
  const right = 521 - lost + won;
  const difference = (won - lost) / 540;
  const reference = variant === "fp32";
  return {
    variant,
    reference,
    labelled: true,
    items: 540,
    right,
    accuracy: right / 540,
    lost: reference ? null : lost,
    won: reference ? null : won,
    difference: reference ? null : difference,
    differenceInterval: reference ? null : { low: difference - 0.0071, high: difference + 0.0062 },
    mcnemarP: reference ? null : lost === won ? 1 : 0.0312,
    agreement: reference ? null : 1 - (lost + won + 1) / 540,
    cosine: reference ? { mean: null, min: null } : { mean: 0.99987, min: 0.9961 },
    maxAbsoluteError: reference ? null : 0.412,
    maxRelativeError: reference ? null : 0.083,
    klDivergence: reference ? null : 0.00041,
    batchInvariance: 1.9e-6,
    deterministic: true,
    verdicts: reference
      ? []
      : [
          { level: 0.999, verdict: verdicts[0] },
          { level: 0.99, verdict: verdicts[1] },
        ],
  };
};

/** As the shipped digits model: fp16 changes nothing that can be seen, int8 loses a little. */
export const DIGITS: readonly VariantAccuracy[] = [
  labelled("fp32", 0, 0, ["pass", "pass"]),
  labelled("fp16", 0, 0, ["not shown", "pass"]),
  labelled("int8", 2, 1, ["not shown", "pass"]),
];

/** int8 is shown to be worse than was asked for. */
export const BROKEN_INT8: readonly VariantAccuracy[] = [
  ...DIGITS.slice(0, 2),
  labelled("int8", 31, 2, ["fail", "fail"]),
];

/** Made-up weights: there is nothing that an answer could be right or wrong about. */
export const SYNTHETIC: readonly VariantAccuracy[] = DIGITS.map((one) => ({
  ...one,
  labelled: false,
  right: null,
  accuracy: null,
  lost: null,
  won: null,
  difference: null,
  differenceInterval: null,
  mcnemarP: null,
  verdicts: [],
}));

export function sweepResult(given: Partial<SweepFixture> = {}): SweepResult {
  const fixture: SweepFixture = {
    axes: FULL_GRID,
    slo: ["p95<=50ms"],
    accuracy: DIGITS,
    state: () => "measured",
    ...given,
  };
  const axes = Object.entries(fixture.axes).map(([name, values]) => ({
    name: name as AxisName,
    values: values as readonly [string, ...string[]],
  }));
  const grid = gridOf(axes) as Record<string, string>[];
  const points = grid.flatMap((point) => {
    const state = fixture.state(point);
    return state === "not measured" ? [] : [summary(point, state, fixture.slo)];
  });
  const measures = points.map((point, index) => measureOf(point, index, fixture.slo));
  const goal: Goal = { wish: "cheapest", slo: [...fixture.slo], accuracy: 0.99 };
  const accuracy = [...fixture.accuracy];
  return sweepResultSchema.parse({
    schemaVersion: 1,
    kind: "sweep",
    plimsollVersion: "0.1.0",
    command: [
      "plimsoll",
      "sweep",
      "--slo",
      "p95<=50ms",
      ...axes.flatMap(({ name, values }) => [`--${name}`, values.join(",")]),
    ],
    startedAt: "2026-11-22T10:04:05.123Z",
    partial: false,
    seed: 7,
    origin: null,
    environment: {
      "Operating system": "Linux 6.1",
      CPU: "2 × Example 2.4 GHz",
      Memory: "8.0 GiB",
      Node: "20.20.2",
    },
    target: {
      kind: "oip-http",
      url: null,
      server: "plimsoll 0.1.0 (ONNX Runtime 1.30.0, cpu)",
      model: "digits",
    },
    axes: axes.map(({ name, values }) => ({
      name,
      title: AXES[name].title,
      role: AXES[name].role,
      values: [...values],
    })),
    fixed: { maxBatch: "32", maxDelay: "1ms" },
    trafficNotes: [],
    scenarioSlo: [],
    goal,
    price: EXAMPLE_PRICE,
    search: {
      kind: "full",
      tolerance: 0.02,
      repeats: 1,
      gridPoints: grid.length,
      measuredPoints: points.length,
      runs: points.length + 3,
      confirmations: 0,
      confirmMs: 0,
      gridMs: grid.length * 12_000,
      spentMs: (points.length + 3) * 12_000,
      stopReason: "every point of the grid was measured",
    },
    measures,
    points,
    accuracy,
    accuracyAbsent: fixture.accuracy.length === 0 ? "the outputs of the model are no numbers" : null,
    ...answersOf({ axes, goal, measures, points, accuracy, price: EXAMPLE_PRICE, partial: false }),
  } satisfies SweepResult);
}

function summary(
  point: Record<string, string>,
  state: PointSummary["state"],
  slo: readonly string[],
): PointSummary {
  const none = { mean: null, p50: null, p90: null, p95: null, p99: null };
  if (state === "invalid")
    return {
      point,
      takes: 0,
      confirmed: 0,
      state,
      reasons: ["not-steady"],
      inferencesPerSec: null,
      requestsPerSec: null,
      latencyMs: none,
      failedShare: null,
      costPerMillionInferences: null,
      meanBatch: null,
      queueMs: null,
      energyPerInferenceJ: null,
      spoiled: [],
      objectives: [],
      holds: null,
      answer: null,
    };
  const noise = createRng(7, keyOf(point));
  const vary = (share: number) => Math.exp(share * normal(noise));
  const { fixedMs, itemMs } = COSTS[point.precision ?? "fp32"] ?? { fixedMs: 1, itemMs: 0.4 };
  const items = Number(point.batch ?? 1);
  const inFlight = Number(point.concurrency ?? 8);
  const alike = point.lengths === undefined || point.lengths.startsWith("fixed") ? 1 : 0.35;
  const perRun = Math.max(1, alike * Math.min(inFlight, Math.floor(MOST_ITEMS / items)));
  const runMs = (fixedMs + itemMs * items * perRun) * vary(0.02);
  const requestsPerSec = (1000 * perRun) / (runMs + 0.4);
  const meanMs = (1000 * inFlight) / requestsPerSec;
  const p95 = meanMs * (1.15 + 0.25 * Math.log2(1 + inFlight / perRun)) * vary(0.03);
  const inferencesPerSec = requestsPerSec * items;
  return {
    point,
    takes: state === "measured" ? 1 : 0,
    confirmed: 0,
    state,
    reasons: [],
    inferencesPerSec,
    requestsPerSec,
    latencyMs: {
      mean: meanMs,
      p50: meanMs * 0.97,
      p90: p95 * 0.93,
      p95,
      p99: inFlight < 2 ? null : p95 * 1.3,
    },
    failedShare: 0,
    costPerMillionInferences: costPerMillion(EXAMPLE_PRICE.pricePerHour, inferencesPerSec),
    meanBatch: perRun * items,
    queueMs: Math.max(0, meanMs - runMs),
    energyPerInferenceJ: null,
    spoiled: [],
    objectives: [],
    holds: slo.length === 0 ? null : p95 <= (responseLimits(slo)[0]?.limitMs ?? 0),
    answer: slo.length === 0 ? null : p95 <= (responseLimits(slo)[0]?.limitMs ?? 0) ? "holds" : "misses",
  };
}

function measureOf(
  { point, state, ...figures }: PointSummary,
  index: number,
  slo: readonly string[],
): Measure {
  const { inferencesPerSec, requestsPerSec, latencyMs, failedShare, costPerMillionInferences } = figures;
  return {
    id: `${String(index).padStart(4, "0")}-${Object.values(point).join("-")}`,
    point,
    take: 0,
    confirms: false,
    durationMs: state === "probed" ? 2000 : 10_000,
    valid: state !== "invalid",
    reasons: figures.reasons,
    attempts: 1,
    requestsPerSec,
    inferencesPerSec,
    failedShare,
    latencyMs,
    scheduled: 1000,
    spoiled: [],
    objectives: slo.map((objective) => ({
      objective,
      within: 950,
      scheduled: 1000,
      share: 0.95,
      margin: null,
      worth: 1000,
      answer: figures.holds === null ? "not judged" : figures.holds ? "holds" : "misses",
      holds: figures.holds,
    })),
    costPerMillionInferences,
    meanBatch: figures.meanBatch,
    queueMs: figures.queueMs,
    energyPerInferenceJ: null,
  };
}

/** The adaptive search: three of ten points, half of them by probes alone. */
export function adaptiveSweep(): SweepResult {
  const result = sweepResult({
    state: ({ precision, batch, concurrency }) => {
      if (precision === "int8" && batch === "32") return concurrency === "2" ? "invalid" : "measured";
      const chance = createRng(3, `${precision} ${batch} ${concurrency}`)();
      return chance < 0.2 ? "probed" : chance < 0.35 ? "measured" : "not measured";
    },
  });
  return {
    ...result,
    search: {
      ...result.search,
      kind: "adaptive",
      spentMs: 0.22 * result.search.gridMs,
      stopReason: "the best is known to be within 2 % of the best there is; 14 configurations were ruled out",
    },
  };
}

/** How badly sequence lengths vary: an axis of its own. */
export function lengthsSweep(): SweepResult {
  return sweepResult({
    axes: {
      precision: ["fp32", "int8"],
      lengths: ["fixed:64", "uniform:32-96", "uniform:1-127", "lognormal:mean=64,cv=1,max=512"],
      concurrency: ["4", "16"],
    },
    slo: [],
    accuracy: SYNTHETIC.filter(({ variant }) => variant !== "fp16"),
  });
}

/** Every chart has something to draw, of points of every state. */
export function richSweep(): SweepResult {
  return sweepResult({
    axes: {
      precision: ["fp32", "int8"],
      batch: ["1", "16"],
      lengths: ["fixed:64", "uniform:1-127"],
      concurrency: ["1", "4", "16"],
    },
    accuracy: BROKEN_INT8.filter(({ variant }) => variant !== "fp16"),
    state: ({ batch, concurrency, precision }) => {
      if (batch === "16" && concurrency === "1") return precision === "int8" ? "invalid" : "not measured";
      return concurrency === "4" ? "probed" : "measured";
    },
  });
}

/** Everything that can be missing is. */
export function bareSweep(): SweepResult {
  return { ...sweepResult({ axes: { batch: ["8"] }, slo: [], accuracy: [] }), effects: [], knees: [] };
}

export function invalidSweep(): SweepResult {
  return sweepResult({ state: () => "invalid" });
}

/** Interrupted before its first point. */
export function emptySweep(): SweepResult {
  const result = sweepResult({ state: () => "not measured" });
  return {
    ...result,
    partial: true,
    accuracy: [],
    accuracyAbsent: "it was interrupted before the accuracy was measured",
    bestAbsent: "no point was measured",
    answer: "No point was measured before it was interrupted.",
    search: { ...result.search, runs: 0, spentMs: 0, stopReason: "it was interrupted" },
  };
}
