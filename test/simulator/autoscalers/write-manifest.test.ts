import fc from "fast-check";
import { writeAutoscalerManifest } from "plimsoll/internal";
import { expect, test } from "vitest";
import { type AutoscalerChoice, autoscalerSchema } from "../../../src/simulator/autoscalers/index.ts";
import { readAutoscalerManifest } from "../../../src/simulator/autoscalers/manifest/index.ts";

const anyRules = fc.record({
  stabilizationMs: fc.integer({ min: 0, max: 3600 }).map((sec) => 1000 * sec),
  selectPolicy: fc.constantFrom("max", "min", "disabled"),
  policies: fc.array(
    fc.record({
      type: fc.constantFrom("pods", "percent"),
      value: fc.integer({ min: 1, max: 200 }),
      periodMs: fc.integer({ min: 1, max: 1800 }).map((sec) => 1000 * sec),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  tolerance: fc.constantFrom(null, 0, 0.05, 0.2),
});

const anyBehavior = fc.option(fc.record({ scaleUp: anyRules, scaleDown: anyRules }));

const anyValue = fc.integer({ min: 1, max: 100_000 }).map((milli) => milli / 1000);

/** A metric of the fleet, under a name with anything in it that a query may have. */
const anyFleetMetric = fc
  .record({
    name: fc.constantFrom("queue", "sum(rate(requests[1m]))", "a=b", 'x{y="z", w="v"}'),
    query: fc.constantFrom(
      { figure: "queued", aggregation: "sum", windowMs: 60_000 },
      { figure: "arrivals-per-sec", aggregation: "sum", windowMs: 120_000 },
      { figure: "in-flight", aggregation: "avg", windowMs: 60_000 },
    ),
    target: fc.record({ type: fc.constantFrom("value", "average-value"), value: anyValue }),
  })
  .map((metric) => ({ ...metric, of: "fleet" }));

const podMetric = {
  name: "in_flight",
  of: "replicas",
  query: { figure: "in-flight", aggregation: "avg", windowMs: 60_000 },
  target: { type: "average-value", value: 3.5 },
};
const cpu = {
  name: "cpu",
  of: "resource",
  query: { figure: "busy-percent", aggregation: "avg", windowMs: 15_000 },
  target: { type: "utilization", value: 70 },
};

const anyHpa = fc
  .record({
    minReplicas: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 0, max: 50 }),
    metrics: fc
      .record({
        fleet: fc.array(anyFleetMetric, { maxLength: 1 }),
        others: fc.subarray([podMetric, cpu], { minLength: 1 }),
      })
      .map(({ fleet, others }) => [...fleet, ...others]),
    behavior: anyBehavior,
  })
  .map(({ more, ...options }) =>
    autoscalerSchema.parse({ kind: "hpa", ...options, maxReplicas: options.minReplicas + more }),
  );

const anyKeda = fc
  .record({
    minReplicas: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 0, max: 50 }),
    idleReplicas: fc.constantFrom(null, 0),
    pollingMs: fc.integer({ min: 1, max: 60 }).map((sec) => 1000 * sec),
    cooldownMs: fc.constantFrom(0, 300_000),
    initialCooldownMs: fc.constantFrom(0, 60_000),
    fallback: fc.option(
      fc.record({
        failureThreshold: fc.integer({ min: 0, max: 5 }),
        replicas: fc.integer({ min: 0, max: 5 }),
        behavior: fc.constantFrom("static", "currentReplicasIfHigher"),
      }),
    ),
    behavior: anyBehavior,
    external: anyFleetMetric,
    activation: fc.constantFrom(0, 2.5),
    isNullZero: fc.boolean(),
    isCached: fc.boolean(),
    withCpu: fc.boolean(),
    crons: fc.constantFrom(
      [],
      [
        { timezone: "Europe/Berlin", start: "58 7 * * *", end: "0 20 * * *", desiredReplicas: 6 },
        { timezone: "Europe/Berlin", start: "*/30 22-23 * * *", end: "0 2 * * *", desiredReplicas: 0 },
      ],
    ),
  })
  .map(({ more, external, activation, isNullZero, isCached, withCpu, ...options }) =>
    autoscalerSchema.parse({
      kind: "keda",
      ...options,
      maxReplicas: options.minReplicas + more,
      triggers: [
        { metric: external, activation, isNullZero, isCached },
        ...(withCpu ? [{ metric: cpu, activation: 0, isNullZero: false, isCached: false }] : []),
      ],
    }),
  );

test("the manifest of any HPA and any ScaledObject reads back as the same", () => {
  fc.assert(
    fc.property(fc.oneof(anyHpa, anyKeda), (choice: AutoscalerChoice) => {
      const written = writeAutoscalerManifest(choice, "server");
      expect(readAutoscalerManifest(written?.text ?? "", written?.file ?? "")).toEqual(choice);
    }),
    { numRuns: 60 },
  );
});

test("an autoscaler without a manifest has none", () => {
  expect(writeAutoscalerManifest({ kind: "none" }, "server")).toBeNull();
});
