import fc from "fast-check";
import { expect, test } from "vitest";
import { autoscalerSchema, startAutoscaler } from "../../../src/simulator/autoscalers/index.ts";
import { Decider } from "../../../src/simulator/autoscalers/knative/decider.ts";
import {
  KNATIVE_DEFAULTS,
  panicWindowMsOf,
  resolveTarget,
} from "../../../src/simulator/autoscalers/knative/options.ts";
import { RevisionScaler } from "../../../src/simulator/autoscalers/knative/revision-scale.ts";
import { TimedBuckets } from "../../../src/simulator/autoscalers/knative/timed-buckets.ts";
import { type Demand, drive, orders } from "./toy-fleet.ts";

// knative/serving pkg/autoscaler/scaling/autoscaler_test.go, named as there: a target utilisation of 75 %, panic at twice
// the replicas, and at most 10 times as many or as few in a step.

const decider = (target: number, ready = 1, differs: object = {}) =>
  new Decider(
    {
      target,
      total: target / 0.75,
      activationScale: 1,
      stableWindowMs: 60_000,
      panicThreshold: 2,
      maxScaleUpRate: 10,
      maxScaleDownRate: 10,
      targetBurstCapacity: 100,
      scaleDownDelayMs: 0,
      ...differs,
    },
    ready,
    0,
  );

test.each([
  ["StableModeIncreaseWithConcurrencyDefault", 10, 1, 50, 10, 5, {}],
  ["StableModeIncreaseWithRPS", 10, 1, 100, 99, 10, {}],
  ["StableModeDecrease", 10, 8, 50, 50, 5, {}],
  ["NoDataAtZeroNoAutoscale", 10, 1, 0, 0, 0, {}],
  ["StableModeUnlimitedTBC", 181, 1, 21, 26, 1, { targetBurstCapacity: -1 }],
  ["0TBC", 10, 1, 50, 49, 5, { targetBurstCapacity: 0 }],
  ["StableModeNoChangeAlreadyScaled", 10, 5, 50, 50, 5, {}],
  ["StableModeIncreaseWithSmallScaleUpRate", 1, 2, 3, 3.1, 3, { maxScaleUpRate: 1.1 }],
  ["StableModeDecreaseWithSmallScaleDownRate", 10, 100, 1, 1, 90, { maxScaleDownRate: 1.1 }],
  ["PanicModeDoublePodCount", 10, 1, 50, 100, 10, {}],
  ["RateLimitScaleUp", 10, 1, 1000, 1001, 10, {}],
  ["RateLimitScaleDown", 10, 100, 1, 1, 10, {}],
  ["UseOnePodAsMinimumIfEndpointsNotFound", 10, 0, 1000, 888, 10, {}],
])("Autoscaler%s", (_, target, ready, stable, panic, desired, differs) => {
  // As there, it was made while one replica was ready, so that it does not begin in panic.
  expect(decider(target, 1, differs).scale(1000, ready, stable, panic).desired).toBe(desired);
});

test("AutoscalerStableModeNoTrafficScaleToZero", () => {
  const autoscaler = decider(10);
  expect(autoscaler.scale(0, 1, 1, 0).desired).toBe(1);
  expect(autoscaler.scale(0, 1, 0, 0).desired).toBe(0);
});

test("AutoscalerUnpanicAfterSlowIncrease and AutoscalerExtendPanicWindow", () => {
  const slow = decider(1);
  expect(slow.scale(0, 10, 11, 25)).toMatchObject({ desired: 25 });
  expect(slow.scale(30_000, 40, 30, 41)).toMatchObject({ desired: 41 });
  expect(slow.scale(62_000, 55, 50, 56)).toMatchObject({ desired: 50 });
  expect(slow.isPanicking).toBe(false);
  const surge = decider(1);
  surge.scale(0, 10, 11, 25);
  expect(surge.scale(30_000, 40, 30, 80)).toMatchObject({ desired: 80 });
  expect(surge.scale(89_000, 55, 50, 56)).toMatchObject({
    desired: 80,
    heldBackBy: ["panic mode takes none away"],
  });
});

test("AutoscalerPanicModeExponentialTrackAndStabilize", () => {
  const autoscaler = decider(1);
  const steps = [
    [1, 6],
    [6, 36],
    [36, 216],
    [216, 1296],
    [1296, 1296],
  ] as const;
  for (const [ready, load] of steps) expect(autoscaler.scale(1000, ready, load, load).desired).toBe(load);
});

test("AutoscalerPanicThenUnPanicScaleDown", () => {
  const autoscaler = decider(10);
  expect(autoscaler.scale(0, 1, 100, 100).desired).toBe(10);
  expect(autoscaler.scale(0, 10, 100, 1000).desired).toBe(100);
  expect(autoscaler.scale(30_000, 10, 1, 1).desired).toBe(100);
  expect(autoscaler.scale(61_000, 10, 1, 1).desired).toBe(1);
});

test.each([
  ["AutoscalerPanicStableLargerThanPanic", 50, 30, 50],
  ["AutoscalerPanicStableLessThanPanic", 20, 30, 30],
])("%s", (_, stable, panic, desired) => {
  expect(decider(1, 5).scale(5000, 5, stable, panic).desired).toBe(desired);
});

test("StartInPanicMode: where more than one replica is ready", () => {
  expect([0, 1, 2].map((ready) => decider(100, ready).isPanicking)).toEqual([false, false, true]);
});

test("AutoscalerScaleDownDelay: by ticks of 2 s", () => {
  const minutes = (count: number) => 60_000 * count;
  const delayed = decider(10, 0, { panicThreshold: 100, scaleDownDelayMs: minutes(5) });
  const scale = (atMs: number, load: number) => delayed.scale(atMs, 0, load, load).desired;
  expect(scale(2000, 40)).toBe(4);
  expect(scale(minutes(5), 0)).toBe(4);
  expect(scale(minutes(5) + 2000, 0)).toBe(0);
  expect(scale(minutes(9), 40)).toBe(4);
  expect(scale(minutes(10), 30)).toBe(4);
  expect(scale(minutes(11), 0)).toBe(4);
  expect(scale(minutes(14), 0)).toBe(3);
  expect(scale(minutes(15), 0)).toBe(0);
  const undelayed = decider(10, 0, { panicThreshold: 100 });
  expect(undelayed.scale(0, 0, 40, 40).desired).toBe(4);
  expect(undelayed.scale(500, 0, 20, 20).desired).toBe(2);
});

test("activation-scale: at least so many where there is anything to do", () => {
  expect(decider(10, 1, { activationScale: 3 }).scale(0, 1, 5, 5).desired).toBe(3);
  expect(decider(10, 1, { activationScale: 3 }).scale(0, 1, 0, 0).desired).toBe(0);
});

test.each([
  ["container concurrency 10", { metric: "concurrency", containerConcurrency: 10 }, 7, 10],
  ["no limit", { metric: "concurrency", containerConcurrency: 0 }, 70, 100],
  ["a target below the limit", { metric: "concurrency", containerConcurrency: 10, target: 5 }, 3.5, 5],
  ["a target beyond the limit", { metric: "concurrency", containerConcurrency: 10, target: 20 }, 7, 10],
  [
    "its own utilisation",
    { metric: "concurrency", containerConcurrency: 0, target: 10, utilization: 0.9 },
    9,
    10,
  ],
  ["requests per second", { metric: "rps", containerConcurrency: 10 }, 140, 200],
] as const)("ResolveMetricTarget: %s", (_, given, target, total) => {
  const resolved = resolveTarget(given);
  expect(resolved.target).toBeCloseTo(target, 12);
  expect(resolved.total).toBe(total);
});

test("the panic window is a share of the stable one in whole seconds", () => {
  expect([60_000, 6000, 65_000].map((ms) => panicWindowMsOf(ms, 0.1))).toEqual([6000, 1000, 7000]);
});

// pkg/autoscaler/aggregation/bucketing.go: a mean over what there is of the window.
test("buckets: partial windows, gaps, and ends without a record", () => {
  const buckets = new TimedBuckets(5000);
  expect(buckets.isEmpty(0)).toBe(true);
  buckets.record(1000, 10);
  buckets.record(2000, 20);
  expect(buckets.average(2999)).toBe(15);
  expect(buckets.average(4000)).toBe(15); // two of five seconds without a record at the end do not count
  buckets.record(5000, 30);
  expect(buckets.average(5000)).toBe(12); // 60 over five seconds: those between count as 0
  buckets.record(6000, 5);
  expect(buckets.average(6000)).toBe(11); // the first is gone
  expect(buckets.average(10_000)).toBe(5);
  expect(buckets.average(11_000)).toBe(0);
  expect([buckets.isEmpty(11_000), buckets.isEmpty(12_000)]).toEqual([false, true]);
  buckets.record(20_000, 7);
  buckets.record(20_500, 1);
  expect(buckets.average(20_000)).toBe(8);
});

test("the way to zero: the stable window, then the grace period unless the activator is in the path already", () => {
  const options = { ...KNATIVE_DEFAULTS };
  const run = (excessBurst: number) => {
    const scaler = new RevisionScaler(options, 1);
    scaler.scale(0, 1, 1, excessBurst);
    return [20, 60, 62, 90, 92].map((sec) => scaler.scale(1000 * sec, 0, 1, excessBurst).order);
  };
  // 20 s: active for too short, so 1 stays. 60 s: inactive from now on. With the activator in the path, gone at once.
  expect(run(-1)).toEqual([1, null, 0, 0, 0]);
  expect(run(10)).toEqual([1, null, null, 0, 0]);
});

test("bounds, the initial scale, and no data", () => {
  const bounded = new RevisionScaler({ ...KNATIVE_DEFAULTS, minScale: 2, maxScale: 5 }, 2);
  expect(bounded.scale(0, 9, 2, 0)).toEqual({ order: 5, heldBackBy: ["max-scale 5"] });
  expect(bounded.scale(2000, 0, 5, 0)).toEqual({ order: 2, heldBackBy: ["min-scale 2"] });
  expect(bounded.scale(4000, null, 5, 0)).toMatchObject({ order: null });
  const initial = new RevisionScaler({ ...KNATIVE_DEFAULTS, initialScale: 3 }, 1);
  expect(initial.scale(0, 1, 1, 0)).toEqual({ order: 3, heldBackBy: ["initial-scale 3"] });
  initial.scale(2000, 1, 3, 0);
  expect(initial.scale(4000, 1, 3, 0)).toEqual({ order: 1, heldBackBy: [] });
});

const knative = (differs: object = {}) => {
  const { targetUtilization, concurrencyTarget, rpsTarget, panicWindowShare, ...defaults } = KNATIVE_DEFAULTS;
  return autoscalerSchema.parse({
    kind: "knative",
    metric: "concurrency",
    target: 10 * targetUtilization,
    total: 10,
    panicWindowMs: panicWindowMsOf(defaults.stableWindowMs, panicWindowShare),
    ...defaults,
    ...differs,
  });
};

test("a burst, its end, and a first request after it, worked by hand", () => {
  const demand: Demand = (atMs) => (atMs < 100_000 ? 35 : atMs < 200_000 ? 0 : 14);
  const decisions = drive(startAutoscaler(knative(), { initialReplicas: 1, phase: 0 }), 1, demand, 206_000);
  // 2 s: 35 ÷ 7 is 5, at least twice what there is: panic. From 100 s on the mean falls by 35/60 a second, and
  // ⌈(159 − t) ÷ 12⌉ replicas remain. 160 s: none is wanted; the activator is in the path already, and at the next tick
  // the last one goes. 200 s: the activator tells of the first request at once.
  expect(orders(decisions)).toEqual([
    [2, 5],
    [112, 4],
    [124, 3],
    [136, 2],
    [148, 1],
    [162, 0],
    [200, 1],
    [202, 2],
  ]);
  const at = (sec: number) => decisions.find(({ atMs }) => atMs === 1000 * sec);
  expect(at(2)).toMatchObject({
    by: "knative, panicking",
    metrics: [
      { name: "concurrency", value: 35, target: 7 },
      { name: "concurrency in the panic window", value: 35, target: 7 },
    ],
    recommended: 5,
  });
  expect([at(80)?.by, at(82)?.by]).toEqual(["knative, panicking", "knative"]);
  expect(at(160)?.heldBackBy).toEqual(["the activator comes into the path before the last replica goes"]);
});

test("requests per second: a request that waits in front has come, and is not counted again at its replica", () => {
  const choice = knative({ metric: "rps", target: 10, total: 20 });
  const decisions = drive(startAutoscaler(choice, { initialReplicas: 2, phase: 0 }), 2, () => 30, 4000);
  expect(decisions.at(-1)).toMatchObject({
    recommended: 3,
    metrics: [{ name: "rps", value: 30 }, { value: 30 }],
  });
});

test("bounds are never exceeded, and twice the same is the same", () => {
  const options = fc.record({
    minScale: fc.integer({ min: 0, max: 3 }),
    more: fc.integer({ min: 1, max: 20 }),
    scaleDownDelayMs: fc.constantFrom(0, 30_000),
    demands: fc.array(fc.constantFrom(0, 0, 3, 40, 500), { minLength: 1, maxLength: 6 }),
    initial: fc.integer({ min: 0, max: 5 }),
    phase: fc.constantFrom(0, 0.3),
  });
  fc.assert(
    fc.property(options, ({ minScale, more, scaleDownDelayMs, demands, initial, phase }) => {
      const maxScale = minScale + more;
      const choice = knative({ minScale, maxScale, scaleDownDelayMs });
      const demand: Demand = (atMs) => demands[Math.floor(atMs / 20_000) % demands.length] ?? 0;
      const run = () =>
        drive(startAutoscaler(choice, { initialReplicas: initial, phase }), initial, demand, 150_000);
      const decisions = run();
      expect(run()).toEqual(decisions);
      const ordered = decisions.filter(({ current, desired }) => current !== desired);
      expect(ordered.filter(({ desired }) => desired < minScale || desired > maxScale)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
