import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autoscalerSchema, startAutoscaler } from "../../../src/simulator/autoscalers/index.ts";
import { KedaActivation } from "../../../src/simulator/autoscalers/keda/activation.ts";
import { cronMinutes } from "../../../src/simulator/autoscalers/keda/cron.ts";
import { MetricFallback } from "../../../src/simulator/autoscalers/keda/fallback.ts";
import { plainQuery } from "../../../src/simulator/metrics/metric-query.ts";
import { type Demand, drive, orders } from "./toy-fleet.ts";

const FALLBACK = { failureThreshold: 3, replicas: 5, behavior: "static" } as const;

const activation = (differs: object = {}) =>
  new KedaActivation({
    minReplicas: 0,
    idleReplicas: null,
    cooldownMs: 300_000,
    initialCooldownMs: 0,
    fallback: null,
    ...differs,
  });

// kedacore/keda pkg/scaling/executor/scale_scaledobjects_test.go, named as there.
test.each([
  ["ScaleToMinReplicasWhenNotActive", {}, false, false, 10, 0],
  ["ScaleToMinReplicasFromLowerInitialReplicaCount", { minReplicas: 5 }, false, false, 1, 5],
  ["ScaleFromMinReplicasWhenActive", {}, true, false, 0, 1],
  ["ScaleToIdleReplicasWhenNotActive", { minReplicas: 5, idleReplicas: 0 }, false, false, 10, 0],
  ["ScaleFromIdleToMinReplicasWhenActive", { minReplicas: 5, idleReplicas: 0 }, true, false, 0, 5],
  ["EventWithTriggerInfo: below the minimum", { minReplicas: 5, idleReplicas: 0 }, true, false, 2, 5],
  ["an error without a fallback", {}, false, true, 10, 10],
  ["an error with a fallback", { fallback: FALLBACK }, false, true, 10, 10],
  ["an error with a fallback to none", { fallback: { ...FALLBACK, replicas: 0 } }, false, true, 10, 0],
  ["active, and there are some", {}, true, false, 7, 7],
])("%s", (_, options, isActive, hasError, current, desired) => {
  expect(activation(options).poll({ isActive, hasError }, current, 1).desired).toBe(desired);
});

test("the last replicas go when the cooldown since the last activity is over, and not at its very end", () => {
  const keda = activation({ cooldownMs: 60_000, initialCooldownMs: 120_000 });
  const idle = { isActive: false, hasError: false };
  expect(keda.poll(idle, 1, 120_000)).toMatchObject({
    desired: 1,
    heldBackBy: ["initialCooldownPeriod of 120 s"],
  });
  keda.poll({ isActive: true, hasError: false }, 1, 130_000);
  expect(keda.poll(idle, 1, 190_000)).toMatchObject({
    desired: 1,
    recommended: 0,
    heldBackBy: ["cooldownPeriod of 60 s"],
  });
  expect(keda.poll(idle, 1, 190_001).desired).toBe(0);
  expect(activation({ initialCooldownMs: 120_000 }).poll(idle, 1, 120_001).desired).toBe(0);
});

// kedacore/keda pkg/fallback/fallback_test.go: beyond the threshold the value makes the HPA order the replicas.
test.each([
  ["static", 10, 4, null, 100_000],
  ["currentReplicas", 10, 4, null, 40_000],
  ["currentReplicasIfHigher", 10, 12, null, 120_000],
  ["currentReplicasIfHigher", 10, 4, null, 100_000],
  ["currentReplicasIfLower", 10, 4, null, 40_000],
  ["static", 10, 4, 5, 20_000],
] as const)("fallback %s to %i", (behavior, replicas, current, ready, usage) => {
  const fallback = new MetricFallback({ failureThreshold: 3, replicas, behavior });
  const passed = Array.from({ length: 4 }, () => fallback.pass(null, 10, current, ready));
  expect(passed).toEqual([null, null, null, usage]);
  expect(fallback.pass(7000, 10, current, ready)).toBe(7000);
  expect(fallback.pass(null, 10, current, ready)).toBeNull();
});

const TRIGGER = {
  metric: {
    name: "queue",
    of: "fleet",
    query: plainQuery("backlog"),
    target: { type: "average-value", value: 10 },
  },
  activation: 0,
  isNullZero: true,
  isCached: false,
};

const scaledObject = (differs: object = {}) =>
  autoscalerSchema.parse({
    kind: "keda",
    minReplicas: 0,
    maxReplicas: 100,
    idleReplicas: null,
    pollingMs: 30_000,
    cooldownMs: 60_000,
    initialCooldownMs: 0,
    fallback: null,
    behavior: null,
    triggers: [TRIGGER],
    ...differs,
  });

test("from none to some and back, worked by hand", () => {
  const demand: Demand = (atMs) => (atMs >= 60_000 && atMs < 200_000 ? 40 : 0);
  const decisions = drive(
    startAutoscaler(scaledObject(), { initialReplicas: 0, phase: 0 }),
    0,
    demand,
    400_000,
  );
  // 60 s: the poll finds 40, which is more than 0, and orders 1; the HPA's sync wants 40 ÷ 10. The poll of 180 s is the
  // last that finds something: 240 s is the very end of the cooldown, and 270 s is past it. The HPA would wait longer.
  expect(orders(decisions)).toEqual([
    [60, 1],
    [60, 4],
    [270, 0],
  ]);
  const polls = decisions.filter(({ by }) => by === "keda").map(({ atMs }) => atMs / 1000);
  expect(polls).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 390]);
  expect(decisions.find(({ atMs, by }) => atMs === 210_000 && by === "keda")).toMatchObject({
    metrics: [{ name: "queue", value: 0, target: 0 }],
    heldBackBy: ["cooldownPeriod of 60 s"],
  });
  expect(decisions.find(({ atMs, by }) => atMs === 225_000 && by === "hpa")?.heldBackBy).toEqual([
    "stabilisation window",
  ]);
});

test("with cached metrics the HPA is given what the last poll found", () => {
  const demand: Demand = (atMs) => (atMs < 45_000 ? 10 : 40);
  const run = (isCached: boolean) => {
    const choice = scaledObject({ minReplicas: 1, triggers: [{ ...TRIGGER, isCached }] });
    return orders(drive(startAutoscaler(choice, { initialReplicas: 1, phase: 0 }), 1, demand, 75_000));
  };
  expect(run(false)).toEqual([[45, 4]]);
  expect(run(true)).toEqual([[60, 4]]);
});

test("a metric without a value: the fallback's replicas after more failures than its threshold", () => {
  const missing = {
    ...TRIGGER,
    isNullZero: false,
    metric: { ...TRIGGER.metric, query: plainQuery("arrivals-per-sec") },
  };
  const fallback = { failureThreshold: 2, replicas: 6, behavior: "static" };
  const choice = scaledObject({ minReplicas: 1, triggers: [missing], fallback });
  // Nothing becomes ready, so nothing can be scraped.
  const running = startAutoscaler(choice, { initialReplicas: 0, phase: 0 });
  const decisions = drive(running, 0, () => 5, 60_000, { pullMs: 1e9, loadMs: 0 });
  expect(decisions.find(({ atMs, by }) => atMs === 30_000 && by === "keda")?.heldBackBy).toEqual([
    "a trigger has no value",
  ]);
  expect(orders(decisions)).toEqual([]);
  const warm = startAutoscaler(choice, { initialReplicas: 2, phase: 0 });
  expect(orders(drive(warm, 0, () => 5, 60_000, { pullMs: 1e9, loadMs: 0 }))).toEqual([
    [45, 4],
    [60, 6],
  ]);
});

describe("replicas by the time of the day", () => {
  const cron = (start: string, end: string, desiredReplicas: number) => ({
    timezone: "Etc/UTC",
    start,
    end,
    desiredReplicas,
  });
  const HOUR_MS = 3_600_000;
  const AT_ONCE = {
    stabilizationMs: 0,
    selectPolicy: "max",
    policies: [{ type: "pods", value: 100, periodMs: 15_000 }],
    tolerance: null,
  };
  const ordered = (differs: object, initialReplicas: number, untilMs: number) =>
    orders(
      drive(
        startAutoscaler(scaledObject({ triggers: [], ...differs }), { initialReplicas, phase: 0 }),
        initialReplicas,
        () => 0,
        untilMs,
      ),
    );

  test("the highest of the triggers, from a start to its end, around midnight too", () => {
    const crons = [cron("58 7 * * *", "0 20 * * *", 6), cron("30 22 * * *", "0 2 * * *", 3)];
    const behavior = { scaleUp: AT_ONCE, scaleDown: AT_ONCE };
    // Time 0 is midnight, which is within the second one. The HPA syncs every 15 s.
    expect(ordered({ minReplicas: 2, crons, behavior }, 2, 24 * HOUR_MS)).toEqual([
      [15, 3],
      [2 * 3600, 2],
      [7 * 3600 + 58 * 60, 6],
      [20 * 3600, 2],
      [22.5 * 3600, 3],
    ]);
  });

  test("none at all outside of its time, after the cooldown", () => {
    const crons = [cron("0 1 * * *", "0 2 * * *", 4)];
    // The poll at the end of the window is not active any more; the last active one was 30 s before it.
    expect(ordered({ minReplicas: 0, crons, cooldownMs: 60_000, behavior: null }, 0, 3 * HOUR_MS)).toEqual([
      [3600, 1],
      [3600, 4],
      [7200 + 60, 0],
    ]);
  });

  test("the tolerance of the HPA holds back a step that is too small", () => {
    const crons = [cron("0 1 * * *", "0 2 * * *", 21)];
    expect(ordered({ minReplicas: 20, crons }, 20, 3 * HOUR_MS)).toEqual([]);
  });

  test.each([
    ["*/20 9,17 * * *", [540, 560, 580, 1020, 1040, 1060]],
    ["5-7 0 * * ?", [5, 6, 7]],
    ["50/5 23 * * *", [1430, 1435]],
  ])("%s fires at these minutes", (text, minutes) => expect(cronMinutes(text)).toEqual(minutes));

  test.each([
    "0 9 * * 1-5",
    "0 9 * *",
    "60 9 * * *",
    "0 24 * * *",
    "9-8 1 * * *",
    "*/0 1 * * *",
    "x 1 * * *",
    "@daily",
  ])("%s is refused", (text) => expect(cronMinutes(text)).toHaveProperty("problem"));
});

test("bounds are never exceeded but by none at all, and twice the same is the same", () => {
  const options = fc.record({
    minReplicas: fc.integer({ min: 0, max: 3 }),
    more: fc.integer({ min: 0, max: 20 }),
    cooldownMs: fc.constantFrom(0, 30_000, 120_000),
    pollingMs: fc.constantFrom(5000, 30_000),
    demands: fc.array(fc.constantFrom(0, 0, 3, 40, 500), { minLength: 1, maxLength: 8 }),
    initial: fc.integer({ min: 0, max: 5 }),
    phase: fc.constantFrom(0, 0.3),
  });
  fc.assert(
    fc.property(options, ({ minReplicas, more, cooldownMs, pollingMs, demands, initial, phase }) => {
      const maxReplicas = Math.max(1, minReplicas + more);
      const choice = scaledObject({ minReplicas, maxReplicas, cooldownMs, pollingMs });
      const demand: Demand = (atMs) => demands[Math.floor(atMs / 60_000) % demands.length] ?? 0;
      const run = () =>
        drive(startAutoscaler(choice, { initialReplicas: initial, phase }), initial, demand, 600_000);
      const decisions = run();
      expect(run()).toEqual(decisions);
      const settled = decisions.filter(({ atMs }) => atMs > 60_000);
      expect(settled.filter(({ desired }) => desired < minReplicas || desired > maxReplicas)).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
