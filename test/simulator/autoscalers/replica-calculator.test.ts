import { expect, test } from "vitest";
import { groupReplicas, type ReplicaGroups } from "../../../src/simulator/autoscalers/hpa/group-replicas.ts";
import { proposeForFleet } from "../../../src/simulator/autoscalers/hpa/per-fleet.ts";
import { proposePerReplica } from "../../../src/simulator/autoscalers/hpa/per-replica.ts";
import { replica } from "./replicas.ts";

// The cases of kubernetes/pkg/controller/podautoscaler/replica_calculator_test.go, named as there. Levels are in
// thousandths; of a resource each pod asks for 1.0, so that a level of 1000 is a utilisation of 100 %.

const DEFAULT = { scaleUp: 0.1, scaleDown: 0.1 };

/** Groups of pods 0, 1, … of which the first have a value. */
function groups(count: number, withValue: number, unready: readonly number[] = []): ReplicaGroups {
  const others = Array.from({ length: count - withValue }, (_, at) => withValue + at);
  return {
    ready: withValue,
    unready: new Set(unready),
    missing: new Set(others.filter((id) => !unready.includes(id))),
    ignored: new Set(),
  };
}

const valuesOf = (levels: readonly number[], ids = levels.map((_, id) => id)) =>
  new Map(levels.map((level, at) => [ids[at] ?? at, level]));

test.each([
  ["ScaleUpCM", 3, [20000, 10000, 30000], 15000, 4, 20],
  ["ScaleUpCMUnreadyHotCpuNoLessScale", 3, [50000, 10000, 30000], 15000, 6, 30],
  ["ScaleUpCMUnreadyHotCpuScaleWouldScaleDown", 3, [50000, 15000, 30000], 15000, 7, 31.666],
  ["ScaleDownCM", 5, [12000, 12000, 12000, 12000, 12000], 20000, 3, 12],
  ["ToleranceCM", 3, [20000, 21000, 21000], 20000, 3, 20.666],
  ["PlainMetricReplicaCalcMissingMetricsNoChangeEq", 5, [20000, 19000, 21000], 20000, 5, 20],
] as const)("%s", (_, current, levels, target, replicas, usage) => {
  const metric = { name: "qps", type: "average-value", target } as const;
  const proposal = proposePerReplica(
    metric,
    valuesOf(levels),
    groups(current, levels.length),
    current,
    DEFAULT,
  );
  expect(proposal).toMatchObject({ replicas, value: usage });
});

test("DuringRollingUpdateWithMaxSurgeCM: a third pod without a value does not turn the direction", () => {
  const metric = { name: "qps", type: "average-value", target: 17000 } as const;
  const proposal = proposePerReplica(metric, valuesOf([10000, 10000]), groups(3, 2), 2, DEFAULT);
  expect(proposal).toMatchObject({
    replicas: 2,
    heldBackBy: [expect.stringContaining("turn the direction")],
  });
});

test.each([
  ["Tolerance", 3, [1010, 1030, 1020], 100, 3, 102],
  ["MissingMetrics", 4, [400, 95], 100, 3, 24],
  ["MissingMetricsNoChangeEq", 2, [1000], 100, 2, 100],
  ["MissingMetricsNoChangeGt", 2, [1900], 100, 2, 190],
  ["MissingMetricsNoChangeLt", 2, [600], 100, 2, 60],
  ["DuringRollingUpdateWithMaxSurge", 2, [100, 100], 50, 2, 10],
] as const)("%s of a resource", (name, current, levels, target, replicas, utilisation) => {
  const surge = name === "DuringRollingUpdateWithMaxSurge" ? 1 : 0;
  const metric = { name: "cpu", type: "utilization", target } as const;
  const values = valuesOf(levels.map((level) => 100 * level));
  const proposal = proposePerReplica(
    metric,
    values,
    groups(current + surge, levels.length),
    current,
    DEFAULT,
  );
  expect(proposal).toMatchObject({ replicas, value: utilisation });
});

test.each([
  ["MissingMetricsUnreadyChange", [0, 1, 2], [100, 450], 50, 3, 45],
  ["MissingMetricsUnreadyScaleUp", [0, 1, 2], [100, 2000], 50, 4, 200],
  ["MissingMetricsUnreadyScaleDown", [0, 1, 2, 3], [100, 100, 100], 50, 3, 10],
] as const)(
  "%s: pod 0 is not ready, the last has no value",
  (_, ids, levels, target, replicas, utilisation) => {
    const metric = { name: "cpu", type: "utilization", target } as const;
    const values = valuesOf(levels.map((level) => 100 * level));
    const missing = new Set(ids.slice(levels.length));
    const grouped = { ready: levels.length - 1, unready: new Set([0]), missing, ignored: new Set<number>() };
    const proposal = proposePerReplica(metric, values, grouped, ids.length, DEFAULT);
    expect(proposal).toMatchObject({ replicas, value: utilisation });
  },
);

test.each([
  ["outside of a 0 % tolerance", { scaleDown: 0, scaleUp: 0 }, [909, 1010, 1111], 4],
  ["within a 200 % scale-up tolerance", { scaleDown: 0.1, scaleUp: 2 }, [1890, 1910, 1900], 3],
  ["outside 8 % scale-up tolerance", { scaleDown: 2, scaleUp: 0.08 }, [1100, 1080, 1090], 4],
  ["within a 36 % scale-down tolerance", { scaleDown: 0.36, scaleUp: 0.1 }, [660, 640, 650], 3],
  ["outside a 34 % scale-down tolerance", { scaleDown: 0.34, scaleUp: 0.1 }, [660, 640, 650], 2],
])("ConfigurableTolerance: %s", (_, tolerances, levels, replicas) => {
  const metric = { name: "cpu", type: "utilization", target: 100 } as const;
  const values = valuesOf(levels.map((level) => 100 * level));
  expect(proposePerReplica(metric, values, groups(3, 3), 3, tolerances).replicas).toBe(replicas);
});

test("SuperfluousMetrics, EmptyMetrics: values of four pods; none at all", () => {
  const metric = { name: "cpu", type: "utilization", target: 100 } as const;
  const values = valuesOf([400_000, 950_000, 300_000, 700_000]);
  expect(proposePerReplica(metric, values, groups(4, 4), 4, DEFAULT)).toMatchObject({
    replicas: 24,
    value: 587,
  });
  const empty = proposePerReplica(metric, new Map(), groups(3, 0), 3, DEFAULT);
  expect(empty).toMatchObject({ replicas: null, value: null, heldBackBy: ["no replica has a value of cpu"] });
});

const STRICT_UP = { scaleDown: 0.1, scaleUp: 0.01 };

test.each([
  ["ScaleUpCMObject", "value", 3, 20000, 15000, 4, 20, DEFAULT],
  ["ScaleUpCMPerPodObject", "average-value", 3, 20000, 5000, 4, 6.667, DEFAULT],
  ["ScaleUpPerPodCMExternal", "average-value", 3, 8600, 2150, 4, 2.867, DEFAULT],
  ["ScaleDownPerPodCMObject", "average-value", 5, 6000, 2000, 3, 1.2, DEFAULT],
  ["ScaleDownCMObject", "value", 5, 12000, 20000, 3, 12, DEFAULT],
  ["ScaleDownCMExternal", "value", 5, 8600, 14334, 3, 8.6, DEFAULT],
  ["ScaleDownPerPodCMExternal", "average-value", 5, 8600, 2867, 3, 1.72, DEFAULT],
  ["ToleranceCMObject", "value", 3, 20666, 20000, 3, 20.666, DEFAULT],
  ["TolerancePerPodCMObject", "average-value", 4, 20166, 5000, 4, 5.042, DEFAULT],
  ["ToleranceCMExternal", "value", 3, 8600, 8888, 3, 8.6, DEFAULT],
  ["TolerancePerPodCMExternal", "average-value", 3, 8600, 2900, 3, 2.867, DEFAULT],
  ["ConfigurableToleranceCMObject", "value", 3, 20666, 20000, 4, 20.666, STRICT_UP],
  ["ConfigurableTolerancePerPodCMObject", "average-value", 4, 20208, 5000, 5, 5.052, STRICT_UP],
  ["ConfigurableToleranceCMExternal", "value", 3, 8900, 8800, 4, 8.9, STRICT_UP],
  ["ConfigurableTolerancePerPodCMExternal", "average-value", 3, 8600, 2800, 4, 2.867, STRICT_UP],
  [
    "ScaleUpOverflow",
    "value",
    3,
    Number.MAX_SAFE_INTEGER,
    1,
    2 ** 31 - 1,
    Number.MAX_SAFE_INTEGER / 1000,
    DEFAULT,
  ],
] as const)("%s", (_, type, count, usage, target, replicas, shown, tolerances) => {
  const pods = Array.from({ length: count }, (_pod, id) => replica(id));
  const proposal = proposeForFleet({ name: "qps", type, target }, usage, pods, count, tolerances);
  expect(proposal).toMatchObject({ replicas, value: shown });
});

test.each([
  ["ScaleUpCMObjectIgnoresUnreadyPods", 50000, 10000, 5],
  ["ScaleUpCMExternalIgnoresUnreadyPods", 8600, 4400, 2],
])("%s: one of three pods is ready", (_, usage, target, replicas) => {
  const pods = [replica(0, { isReady: false }), replica(1), replica(2, { isReady: false })];
  const metric = { name: "qps", type: "value", target } as const;
  expect(proposeForFleet(metric, usage, pods, 3, DEFAULT).replicas).toBe(replicas);
});

const MINUTE = 60_000;
const CPU = { initialisationMs: 2 * MINUTE, initialReadinessDelayMs: 10_000, windowMs: 30_000, scrapedMs: 0 };

// TestGroupPods, at a moment 10 minutes into the run.
test.each([
  [
    "a ready pod with fresh metrics during initialisation",
    { createdMs: 9, readyChangedMs: 9.5 },
    30_000,
    "ready",
  ],
  [
    "a ready pod without fresh metrics during initialisation",
    { createdMs: 9, readyChangedMs: 9.5 },
    60_000,
    "unready",
  ],
  [
    "an unready pod during initialisation",
    { createdMs: 9, readyChangedMs: 9.5, isReady: false },
    30_000,
    "unready",
  ],
  ["a ready pod after initialisation", { createdMs: 7, readyChangedMs: 9.9 }, 60_000, "ready"],
  ["a pod that never became ready", { createdMs: 7, readyChangedMs: 7, isReady: false }, 30_000, "unready"],
  [
    "a pod that was ready and is not now",
    { createdMs: 5, readyChangedMs: 7, isReady: false },
    30_000,
    "ready",
  ],
  ["a pending pod", { createdMs: 9, readyChangedMs: 9, startedMs: null, isReady: false }, 30_000, "unready"],
  ["a pod on its way out", { createdMs: 5, readyChangedMs: 5, isEnding: true }, 30_000, "ignored"],
] as const)("groupPods: %s", (_, { createdMs, readyChangedMs, ...differs }, windowMs, group) => {
  const pod = replica(0, {
    ...differs,
    createdMs: createdMs * MINUTE,
    readyChangedMs: readyChangedMs * MINUTE,
  });
  const cpu = { ...CPU, windowMs, scrapedMs: 10 * MINUTE };
  const grouped = groupReplicas([pod], () => true, 10 * MINUTE, cpu);
  expect(grouped.ready).toBe(group === "ready" ? 1 : 0);
  expect([...grouped.unready]).toEqual(group === "unready" ? [0] : []);
  expect([...grouped.ignored]).toEqual(group === "ignored" ? [0] : []);
});

test("readiness counts for cpu alone; a running pod without a value is missing", () => {
  const loading = replica(0, { isReady: false });
  expect(groupReplicas([loading], () => true, 0, null).ready).toBe(1);
  expect([...groupReplicas([loading], () => false, 0, null).missing]).toEqual([0]);
});
