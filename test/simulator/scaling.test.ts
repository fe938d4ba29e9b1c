import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import type { AutoscalerChoice } from "../../src/simulator/autoscalers/index.ts";
import { parseAutoscalerSpec } from "../../src/simulator/autoscalers/spec.ts";
import { meanReplicas } from "../../src/simulator/scaling.ts";
import { parseServiceSpec } from "../../src/simulator/service/spec.ts";
import { type FleetToRun, poisson, run } from "./fleet-run.ts";

const scaledBy = (autoscaler: AutoscalerChoice, imagePull = "fixed:2s", modelLoad = "fixed:3s") => ({
  autoscaler,
  imagePull: parseServiceSpec(imagePull),
  modelLoad: parseServiceSpec(modelLoad),
});

const scheduled = (steps: string): AutoscalerChoice =>
  parseAutoscalerSpec(`scheduled:${steps}`) as AutoscalerChoice;

function outcomes(fleet: FleetToRun) {
  const samples: Sample[] = [];
  const simulation = run(fleet, (sample) => samples.push({ ...sample }));
  return { samples, simulation };
}

test("a replica serves when its container runs and its model is loaded, and ends when it has answered what it has", () => {
  const { samples, simulation } = outcomes({
    service: "fixed:10ms",
    load: poisson(50),
    measureMs: 40_000,
    scaling: scaledBy(scheduled("10s=3,30s=1")),
  });
  expect(samples.every(({ outcome }) => outcome === "ok")).toBe(true);
  const counts = simulation.scaling?.counts ?? [];
  expect(counts.slice(0, 3)).toEqual([
    { atMs: 0, existing: 1, ready: 1 },
    { atMs: 10_000, existing: 3, ready: 1 },
    { atMs: 15_000, existing: 3, ready: 3 },
  ]);
  expect(simulation.fleet.replicas.map(({ state }) => state)).toEqual(["ready", "gone", "gone"]);
  // Nobody was sent to a replica before it was ready, or after it was told to end.
  for (const { endpoint, intendedMs } of samples) {
    if (endpoint === 0) continue;
    expect(intendedMs).toBeGreaterThanOrEqual(15_000);
    expect(intendedMs).toBeLessThan(30_000);
  }
  expect(meanReplicas(counts, 0, 30_000)).toBeCloseTo((10 + 3 * 20) / 30, 1);
});

test("the replica that became ready last ends first", () => {
  const { simulation } = outcomes({
    service: "fixed:10ms",
    load: poisson(50),
    measureMs: 40_000,
    scaling: scaledBy(scheduled("5s=2,15s=3,30s=2")),
  });
  expect(simulation.fleet.replicas.map(({ state }) => state)).toEqual(["ready", "ready", "gone"]);
});

test("a replica that is ended while it starts never serves", () => {
  const { samples, simulation } = outcomes({
    service: "fixed:10ms",
    load: poisson(50),
    measureMs: 20_000,
    scaling: scaledBy(scheduled("5s=2,6s=1")),
  });
  expect(new Set(samples.map(({ endpoint }) => endpoint))).toEqual(new Set([0]));
  expect(simulation.fleet.replicas[1]).toMatchObject({ state: "gone", startedMs: null, arrived: 0 });
});

test.each([true, false])(
  "without any replica, requests wait in front of the fleet where it holds them (%s), else they are refused",
  (holds) => {
    const { samples } = outcomes({
      service: "fixed:1ms",
      load: poisson(50),
      measureMs: 20_000,
      holdsRequests: holds,
      scaling: scaledBy(scheduled("5s=0,8s=1")),
    });
    const meanwhile = samples.filter(({ intendedMs }) => intendedMs >= 5000 && intendedMs < 13_000);
    expect(meanwhile.length).toBeGreaterThan(300);
    for (const { outcome, failure, doneMs } of meanwhile) {
      expect([outcome, failure]).toEqual(holds ? ["ok", "none"] : ["error", "refused"]);
      if (holds) expect(doneMs).toBeGreaterThanOrEqual(13_000);
    }
    expect(
      samples.filter(({ intendedMs }) => intendedMs >= 13_100).every(({ outcome }) => outcome === "ok"),
    ).toBe(true);
  },
);

test("whatever is ordered, every request ends once, and replicas are neither lost nor doubled", () => {
  const steps = fc
    .uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 })
    .chain((times) =>
      fc.tuple(
        ...times
          .toSorted((a, b) => a - b)
          .map((at) => fc.integer({ min: 0, max: 5 }).map((n) => `${at}s=${n}`)),
      ),
    );
  fc.assert(
    fc.property(steps, fc.boolean(), fc.integer({ min: 0, max: 1e6 }), (list, holdsRequests, seed) => {
      const { samples, simulation } = outcomes({
        service: "exponential:20ms",
        load: poisson(80),
        measureMs: 10_000,
        seed,
        timeoutMs: 400,
        holdsRequests,
        scaling: scaledBy(scheduled(list.join(",")), "exponential:300ms", "exponential:300ms"),
      });
      expect(new Set(samples.map(({ seq }) => seq)).size).toBe(samples.length);
      expect(simulation.inFlight).toBe(0);
      for (const { outstanding } of simulation.fleet.replicas) expect(outstanding).toBe(0);
      const alive = simulation.fleet.replicas.filter(({ state }) => state !== "gone" && state !== "ending");
      const last = simulation.scaling?.log.lines.at(-1);
      expect(alive).toHaveLength(last?.desired ?? 1);
    }),
    { numRuns: 40 },
  );
});
