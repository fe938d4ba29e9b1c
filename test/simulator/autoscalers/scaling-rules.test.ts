import { expect, test } from "vitest";
import { HpaController } from "../../../src/simulator/autoscalers/hpa/controller.ts";
import { Recommendations } from "../../../src/simulator/autoscalers/hpa/recommendations.ts";
import {
  ScaleEvents,
  scaleDownLimit,
  scaleUpLimit,
} from "../../../src/simulator/autoscalers/hpa/scale-events.ts";
import { DEFAULT_BEHAVIOR, type ScalingRules } from "../../../src/simulator/autoscalers/hpa/scaling-rules.ts";

// The tables of kubernetes/pkg/controller/podautoscaler/horizontal_test.go.

const NOW_MS = 3_600_000;

/** `generateScalingRules`: a policy of pods, one of percent, or both. */
function rules(pods: number, podsSec: number, percent: number, percentSec: number): ScalingRules {
  const policies = [
    { type: "pods" as const, value: pods, periodMs: 1000 * podsSec },
    { type: "percent" as const, value: percent, periodMs: 1000 * percentSec },
  ].filter(({ value }) => value > 0);
  return { stabilizationMs: 0, selectPolicy: "max", policies, tolerance: null };
}

/** `generateEventsUniformDistribution`: events in the centres of equal parts of the period. */
function events(changes: readonly number[], periodSec = 120): ScaleEvents {
  const list = new ScaleEvents();
  const partSec = periodSec / changes.length;
  for (const [at, change] of changes.entries()) {
    const ageSec = Math.trunc(periodSec - partSec * (at + 1) + partSec / 2);
    list.add(change, NOW_MS - 1000 * ageSec, rules(1, 3600, 0, 0));
  }
  return list;
}

test.each([
  ["3 of 1 %", 3, [], [], rules(0, 0, 1, 60), 4],
  ["default", 10, [], [], DEFAULT_BEHAVIOR.scaleUp, 20],
  ["pods policy larger than percent policy", 10, [], [], rules(100, 60, 100, 60), 110],
  ["percent policy larger than pods policy", 10, [], [], rules(2, 60, 100, 60), 20],
  ["pod policy limitation", 10, [], [], rules(30, 60, 0, 0), 40],
  ["percent policy limitation", 10, [], [], rules(0, 0, 200, 60), 30],
  ["a lot of recent scale up events", 100, [1, 5, 9], [], rules(5, 120, 0, 0), 100],
  ["pod policy and previous scale up events", 100, [1, 5, 9], [], rules(150, 120, 0, 0), 235],
  ["percent policy and previous scale up events", 100, [1, 5, 9], [], rules(0, 0, 200, 120), 255],
  ["percent policy and previous up and down events", 6, [4], [2], rules(0, 0, 300, 300), 16],
  ["smaller of two", 1, [], [], { ...rules(2, 60, 50, 60), selectPolicy: "min" as const }, 2],
  ["disabled", 7, [], [], { ...rules(2, 60, 50, 60), selectPolicy: "disabled" as const }, 7],
])("scaleUp limit: %s", (_, current, ups, downs, scaleUp, limit) => {
  expect(scaleUpLimit(current, { ups: events(ups), downs: events(downs) }, scaleUp, NOW_MS)).toBe(limit);
});

test.each([
  ["percent policy larger than pod policy", 100, [], [], rules(20, 60, 1, 60), 80],
  ["pod policy larger than percent policy", 100, [], [], rules(2, 60, 1, 60), 98],
  ["20 pods", 1000, [], [], rules(20, 60, 0, 0), 980],
  ["pod policy limitation", 10, [], [], rules(5, 60, 0, 0), 5],
  ["pod policy limitation and previous events", 100, [], [1, 5, 9], rules(5, 120, 0, 0), 100],
  ["percent policy limitation and previous events", 100, [], [2, 4, 6], rules(0, 0, 50, 120), 56],
  ["percent policy and previous up and down events", 10, [2], [4], rules(0, 0, 50, 180), 6],
  ["previous events preventing further scale down", 100, [], [10, 10, 10], rules(0, 0, 10, 120), 100],
  ["below zero", 10, [], [10, 10, 10], rules(0, 0, 1000, 120), -360],
  ["default", 10, [], [1, 5, 9], DEFAULT_BEHAVIOR.scaleDown, 0],
  ["smaller of two", 5, [], [], { ...rules(2, 60, 50, 60), selectPolicy: "min" as const }, 3],
])("scaleDown limit: %s", (_, current, ups, downs, scaleDown, limit) => {
  expect(scaleDownLimit(current, { ups: events(ups), downs: events(downs) }, scaleDown, NOW_MS)).toBe(limit);
});

test.each([
  ["one actual entry", [[7, 58]], 7],
  [
    "two entries, one of them old",
    [
      [7, 61],
      [6, 59],
    ],
    6,
  ],
  [
    "different ages",
    [
      [8, 29],
      [6, 59],
      [7, 61],
      [9, 61],
    ],
    14,
  ],
  [
    "two entries, both actual",
    [
      [7, 58],
      [6, 59],
    ],
    13,
  ],
] as const)("StoreScaleEvents: %s", (_, past, change) => {
  const list = new ScaleEvents();
  for (const [replicas, ageSec] of past) list.add(replicas, NOW_MS - 1000 * ageSec, rules(1, 3600, 0, 0));
  expect(list.within(60_000, NOW_MS)).toBe(change);
});

function recommended(past: readonly (readonly [number, number])[]): Recommendations {
  const list = new Recommendations();
  for (const [replicas, ageMinutes] of past) list.stabilise(replicas, NOW_MS - 60_000 * ageMinutes, 1e9);
  return list;
}

test.each([
  ["empty log", [], 5, 5],
  [
    "stabilize",
    [
      [4, 2],
      [5, 1],
    ],
    3,
    5,
  ],
  [
    "no stabilize",
    [
      [1, 2],
      [2, 1],
    ],
    3,
    3,
  ],
  [
    "no stabilize - old recommendations",
    [
      [10, 10],
      [9, 9],
    ],
    3,
    3,
  ],
  [
    "stabilize - old recommendations",
    [
      [10, 10],
      [4, 1],
      [5, 2],
      [9, 9],
    ],
    3,
    5,
  ],
] as const)("NormalizeDesiredReplicas: %s", (_, past, replicas, stabilised) => {
  expect(recommended(past).stabilise(replicas, NOW_MS, 300_000)).toBe(stabilised);
});

test.each([
  ["empty recommendations for scaling down", [], 100, 5, 0, 0, 5],
  [
    "simple scale down stabilization",
    [
      [4, 2],
      [5, 1],
    ],
    100,
    3,
    0,
    180,
    5,
  ],
  [
    "simple scale up stabilization",
    [
      [4, 2],
      [5, 1],
    ],
    1,
    7,
    300,
    0,
    4,
  ],
  [
    "no scale down stabilization",
    [
      [1, 2],
      [2, 1],
    ],
    100,
    3,
    300,
    0,
    3,
  ],
  [
    "no scale up stabilization",
    [
      [4, 2],
      [5, 1],
    ],
    1,
    3,
    0,
    300,
    3,
  ],
  [
    "no scale down stabilization, old ones",
    [
      [10, 10],
      [9, 9],
    ],
    100,
    3,
    0,
    0,
    3,
  ],
  [
    "no scale up stabilization, old ones",
    [
      [10, 10],
      [9, 9],
    ],
    1,
    100,
    0,
    0,
    100,
  ],
  [
    "scale down stabilization, some old",
    [
      [10, 10],
      [4, 1],
      [5, 2],
      [9, 9],
    ],
    100,
    3,
    0,
    180,
    5,
  ],
  [
    "scale up stabilization, some old",
    [
      [10, 100],
      [6, 1],
      [5, 2],
      [9, 3],
    ],
    1,
    100,
    300,
    0,
    5,
  ],
  [
    "do not scale up when the recommendation goes down",
    [
      [2, 100],
      [3, 3],
    ],
    2,
    1,
    300,
    300,
    2,
  ],
  [
    "do not scale down when the recommendation goes up",
    [
      [2, 100],
      [1, 3],
    ],
    2,
    3,
    300,
    300,
    2,
  ],
] as const)(
  "NormalizeDesiredReplicasWithBehavior: %s",
  (_, past, current, replicas, upSec, downSec, stabilised) => {
    const behavior = {
      scaleUp: { ...DEFAULT_BEHAVIOR.scaleUp, stabilizationMs: 1000 * upSec },
      scaleDown: { ...DEFAULT_BEHAVIOR.scaleDown, stabilizationMs: 1000 * downSec },
    };
    expect(recommended(past).stabiliseBoth(replicas, current, NOW_MS, behavior)).toBe(stabilised);
  },
);

const SPEC = { behavior: null, downscaleStabilisationMs: 0, tolerance: 0.1 };

test.each([
  ["within range", 5, 7, 3, 8, 7, []],
  ["< minReplicas", 3, 1, 2, 8, 2, ["minReplicas 2"]],
  ["zero, within range", 1, 0, 0, 10, 0, []],
  ["scaleUpLimit < maxReplicas", 3, 1000, 1, 2000, 6, ["at most twice the replicas in a step, or 4"]],
  ["from 1 to 4", 1, 1000, 1, 2000, 4, ["at most twice the replicas in a step, or 4"]],
  ["maxReplicas < scaleUpLimit", 6, 1000, 1, 10, 10, ["maxReplicas 10"]],
] as const)("ConvertDesiredReplicasWithRules: %s", (_, current, replicas, min, max, desired, heldBackBy) => {
  const controller = new HpaController({ ...SPEC, minReplicas: min, maxReplicas: max });
  // Below 0 ms of stabilisation the recommendation of what is there has scrolled out.
  controller.sync(NOW_MS - 600_000, current, () => []);
  const metric = { name: "qps", replicas, value: 1, target: 1, heldBackBy: [] };
  expect(controller.sync(NOW_MS, current, () => [metric])).toMatchObject({ desired, heldBackBy });
});

test("replicas beyond the bounds are brought back whatever the metrics say", () => {
  const controller = new HpaController({ ...SPEC, minReplicas: 2, maxReplicas: 6 });
  expect(controller.sync(0, 9, () => [])).toMatchObject({ desired: 6, heldBackBy: ["maxReplicas 6"] });
  expect(controller.sync(1, 1, () => [])).toMatchObject({ desired: 2, heldBackBy: ["minReplicas 2"] });
  expect(controller.sync(2, 0, () => [])).toMatchObject({ desired: 0, recommended: null });
});

// TestScaleUpOneMetricEmpty, TestNoScaleDownOneMetricEmpty, TestConditionFailedGetMetrics.
test.each([
  ["one metric works and wants more", 3, [null, 4], 4, 4],
  ["one metric works and wants fewer", 5, [null, 3], 5, null],
  ["no metric works", 3, [null, null], 3, null],
  ["the highest counts", 3, [2, 5, 4], 5, 5],
] as const)("several metrics: %s", (_, current, wanted, desired, recommends) => {
  const controller = new HpaController({ ...SPEC, minReplicas: 2, maxReplicas: 6 });
  const proposals = wanted.map((replicas, at) => ({
    name: `m${at}`,
    replicas,
    value: replicas,
    target: 1,
    heldBackBy: replicas === null ? [`m${at} has no value`] : [],
  }));
  const decision = controller.sync(0, current, () => proposals);
  expect(decision).toMatchObject({ desired, recommended: recommends });
  expect(decision.heldBackBy.some((reason) => reason.startsWith("missing metrics"))).toBe(
    recommends === null,
  );
});
