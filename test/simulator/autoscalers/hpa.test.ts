import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScalingDecision } from "../../../src/simulator/autoscalers/autoscaler.ts";
import { DEFAULT_BEHAVIOR, type ScalingRules } from "../../../src/simulator/autoscalers/hpa/scaling-rules.ts";
import {
  AUTOSCALERS,
  autoscalerSchema,
  describeAutoscaler,
  startAutoscaler,
} from "../../../src/simulator/autoscalers/index.ts";
import { plainQuery } from "../../../src/simulator/metrics/metric-query.ts";
import { type Demand, drive, orders } from "./toy-fleet.ts";

const IN_FLIGHT = {
  name: "concurrency",
  of: "replicas",
  query: plainQuery("in-flight"),
  target: { type: "average-value", value: 10 },
} as const;

const hpa = (differs: object = {}) =>
  autoscalerSchema.parse({
    kind: "hpa",
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [IN_FLIGHT],
    behavior: null,
    ...differs,
  });

/** 20 requests in flight, 60 from 30 s on, 10 from 120 s on. */
const burst: Demand = (atMs) => (atMs < 30_000 ? 20 : atMs < 120_000 ? 60 : 10);

test("a burst, worked by hand: without a behaviour", () => {
  const decisions = drive(startAutoscaler(hpa(), { initialReplicas: 2, phase: 0 }), 2, burst, 450_000);
  // 30 s: 30 each is 3 times the target, so 6, and no more than 4 in a step. 45 s: two are running without a value and
  // count as 0: 60 ÷ 4 is 1.5 times the target, so 6. From 120 s on 1 would do, and the 6 of 105 s counts to 405 s.
  expect(orders(decisions)).toEqual([
    [30, 4],
    [45, 6],
    [420, 1],
  ]);
  const at = (sec: number) => decisions.find(({ atMs }) => atMs === 1000 * sec);
  expect(at(15)).toMatchObject({ recommended: 2, heldBackBy: ["tolerance of 10 %"] });
  expect(at(30)).toMatchObject({
    by: "hpa",
    current: 2,
    recommended: 6,
    metrics: [{ name: "concurrency", value: 30, target: 10 }],
    heldBackBy: ["at most twice the replicas in a step, or 4"],
  });
  expect(at(60)?.heldBackBy).toEqual(["tolerance of 10 %, with 2 without a value and 0 not ready"]);
  expect(at(120)).toMatchObject({ recommended: 1, desired: 6, heldBackBy: ["stabilisation window"] });
});

test("a burst, worked by hand: with windows and policies", () => {
  const behavior = {
    scaleUp: { ...DEFAULT_BEHAVIOR.scaleUp, policies: [{ type: "pods", value: 2, periodMs: 30_000 }] },
    scaleDown: {
      ...DEFAULT_BEHAVIOR.scaleDown,
      stabilizationMs: 60_000,
      policies: [{ type: "pods", value: 1, periodMs: 60_000 }],
    },
  };
  const running = startAutoscaler(hpa({ behavior }), { initialReplicas: 2, phase: 0 });
  const decisions = drive(running, 2, burst, 450_000);
  // 45 s: the two of 30 s still count, so no more. 165 s: the last 6 was recommended at 105 s. Then one a minute.
  expect(orders(decisions)).toEqual([
    [30, 4],
    [60, 6],
    [165, 5],
    [225, 4],
    [285, 3],
    [345, 2],
    [405, 1],
  ]);
  const at = (sec: number) => decisions.find(({ atMs }) => atMs === 1000 * sec)?.heldBackBy;
  expect(at(45)).toEqual(["policy of 2 pods in 30 s"]);
  expect(at(150)).toEqual(["stabilisation window"]);
  expect(at(180)).toEqual(["policy of 1 pod in 60 s"]);
});

test("a metric that is not there yet: replicas that are still loading have no value, and nothing is done", () => {
  const running = startAutoscaler(hpa(), { initialReplicas: 0, phase: 0 });
  const [off] = drive(running, 0, () => 5, 15_000);
  expect(off).toMatchObject({ desired: 0, heldBackBy: ["0 replicas switch an HPA off"] });
  const means = hpa({ metrics: [{ ...IN_FLIGHT, query: plainQuery("arrivals-per-sec") }] });
  const [first, second] = drive(
    startAutoscaler(means, { initialReplicas: 2, phase: 0 }),
    2,
    () => 60,
    30_000,
  );
  expect(first).toMatchObject({
    recommended: null,
    desired: 2,
    heldBackBy: ["missing metrics: no replica has a value of concurrency"],
  });
  expect(second).toMatchObject({ recommended: 6, desired: 4 });
});

test("a window as long as the time between scrapes has a value at any phase", () => {
  const query = { ...plainQuery("arrivals-per-sec"), windowMs: 15_000 };
  const choice = hpa({ metrics: [{ ...IN_FLIGHT, query }] });
  for (const phase of [0, 0.1, 1 / 3, 0.7182818284590452, 0.9999999]) {
    const decisions = drive(startAutoscaler(choice, { initialReplicas: 2, phase }), 2, () => 20, 600_000);
    expect(decisions.slice(1).filter(({ recommended }) => recommended === null)).toEqual([]);
  }
});

test("the phase shifts what is asked when, and nothing else", () => {
  const running = startAutoscaler(hpa(), { initialReplicas: 2, phase: 0.2 });
  expect(running.nextMs).toBe(12_000);
  expect(drive(running, 2, () => 60, 12_000)).toHaveLength(1);
  expect(running.nextMs).toBe(27_000);
});

test("none and scheduled", () => {
  expect(startAutoscaler({ kind: "none" }, { initialReplicas: 2, phase: 0 }).nextMs).toBe(
    Number.POSITIVE_INFINITY,
  );
  const choice = autoscalerSchema.parse({
    kind: "scheduled",
    steps: [
      { atMs: 0, replicas: 2 },
      { atMs: 300_000, replicas: 6 },
    ],
  });
  expect(describeAutoscaler(choice)).toBe("scheduled: 2 from 0ms, 6 from 5m");
  const decisions = drive(startAutoscaler(choice, { initialReplicas: 1, phase: 0 }), 1, () => 0, 1e9);
  expect(orders(decisions)).toEqual([
    [0, 2],
    [300, 6],
  ]);
  const falling = {
    kind: "scheduled",
    steps: [...(choice.kind === "scheduled" ? choice.steps : [])].reverse(),
  };
  expect(autoscalerSchema.safeParse(falling).success).toBe(false);
});

test("each has a title and describes itself", () => {
  expect(Object.values(AUTOSCALERS).filter(({ title }) => title.length < 10)).toEqual([]);
  expect(describeAutoscaler(hpa())).toBe(
    "HPA, 1 to 10 replicas, on concurrency at 10 (simulated as sum(in-flight))",
  );
});

const policies = fc.array(
  fc.record({
    type: fc.constantFrom("pods", "percent"),
    value: fc.integer({ min: 1, max: 200 }),
    periodMs: fc.integer({ min: 1, max: 20 }).map((n) => 15_000 * n),
  }),
  { minLength: 1, maxLength: 3 },
);

const rules = fc.record({
  stabilizationMs: fc.integer({ min: 0, max: 20 }).map((n) => 15_000 * n),
  selectPolicy: fc.constantFrom("max", "min", "disabled"),
  policies,
  tolerance: fc.constantFrom(null, 0, 0.2),
});

const runs = fc.record({
  behavior: fc.option(fc.record({ scaleUp: rules, scaleDown: rules }), { nil: null }),
  minReplicas: fc.integer({ min: 1, max: 5 }),
  more: fc.integer({ min: 0, max: 30 }),
  initial: fc.integer({ min: 1, max: 40 }),
  demands: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 20 }),
});

test("bounds are never exceeded, scaling down is never faster than its policies, and twice the same is the same", () => {
  fc.assert(
    fc.property(runs, ({ behavior, minReplicas, more, initial, demands }) => {
      const maxReplicas = minReplicas + more;
      const choice = hpa({ behavior, minReplicas, maxReplicas });
      const demand: Demand = (atMs) => demands[Math.floor(atMs / 60_000) % demands.length] ?? 0;
      const run = () =>
        drive(startAutoscaler(choice, { initialReplicas: initial, phase: 0 }), initial, demand, 600_000);
      const decisions = run();
      expect(run()).toEqual(decisions);
      expect(decisions.filter(({ desired }) => desired < minReplicas || desired > maxReplicas)).toEqual([]);
      const past = decisions.filter(({ recommended }) => recommended !== null);
      if (choice.kind === "hpa" && choice.behavior !== null)
        expect(tooFast(past, choice.behavior.scaleDown)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

/** The steps down that leave fewer than the policies leave of what there was when their periods began. */
function tooFast(
  decisions: readonly ScalingDecision[],
  { selectPolicy, policies: list }: ScalingRules,
): ScalingDecision[] {
  return decisions.filter(({ atMs, current, desired }) => {
    if (desired >= current) return false;
    const allowed = list.map(({ type, value, periodMs }) => {
      const start = decisions.find((past) => past.atMs > atMs - periodMs)?.current ?? current;
      return type === "pods" ? start - value : Math.trunc(start * (1 - value / 100));
    });
    const fewest = selectPolicy === "min" ? Math.max(...allowed) : Math.min(...allowed);
    return selectPolicy === "disabled" || desired < Math.min(fewest, current);
  });
}
