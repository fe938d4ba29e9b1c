import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { none } from "../../src/simulator/batchers/none.ts";
import { triton } from "../../src/simulator/batchers/triton.ts";
import { IN_ORDER, type Sharing } from "../../src/simulator/device.ts";
import { anyRouter, type FleetToRun, poisson, run, simulationOf } from "./fleet-run.ts";

const batchers = fc.oneof(
  fc.constant(none()),
  fc
    .record({
      maxBatch: fc.integer({ min: 1, max: 16 }),
      maxDelayMs: fc.constantFrom(0, 2, 30),
      preferredSizes: fc.constantFrom<readonly number[]>([], [4]),
      groupsAhead: fc.integer({ min: 0, max: 2 }),
      mergesAhead: fc.boolean(),
      onlyCompleteAhead: fc.boolean(),
    })
    .map((settings) =>
      triton({ ...settings, preferredSizes: settings.maxBatch < 4 ? [] : settings.preferredSizes }),
    ),
);

const loads = fc.oneof<fc.Arbitrary<Load>[]>(
  fc.integer({ min: 5, max: 600 }).map(poisson),
  fc.integer({ min: 1, max: 40 }).map((concurrency) => ({ kind: "closed", concurrency })),
  fc.integer({ min: 5, max: 100 }).map((ratePerSec) => ({
    kind: "sessions",
    arrivals: { kind: "poisson", ratePerSec },
    turns: { mean: 3 },
    thinkMs: { mean: 40, cv: 1 },
  })),
);

const fleets: fc.Arbitrary<FleetToRun> = fc.record({
  service: fc.constantFrom("fixed:10ms", "exponential:5ms", "affine:2ms+1ms,max=16,cv=0.2"),
  load: loads,
  measureMs: fc.constant(1500),
  warmupMs: fc.constantFrom(0, 300),
  seed: fc.integer({ min: 0, max: 1e6 }),
  replicas: fc.integer({ min: 1, max: 5 }),
  instances: fc.integer({ min: 1, max: 3 }),
  sharing: fc.constantFrom<(Sharing | null)[]>(null, (running) => running, IN_ORDER),
  router: anyRouter,
  batcher: batchers,
  maxQueueSize: fc.constantFrom(0, 3),
  timeoutMs: fc.constantFrom(15, 1000),
  maxInFlight: fc.constantFrom(20, 1e6),
  network: fc.constantFrom(null, { words: "1 ms", start: () => () => 1 }),
  dropsAbandoned: fc.boolean(),
  frontEnd: fc.constantFrom(null, { readMs: 0.5, writeMs: 0 }, { readMs: 2, writeMs: 3 }),
});

function samplesOf(fleet: FleetToRun) {
  const samples: Sample[] = [];
  const simulation = run(fleet, (sample) => samples.push({ ...sample }));
  return { samples, simulation };
}

test("every request of any fleet ends once, in the order of time, and never before it was sent", () => {
  fc.assert(
    fc.property(fleets, (fleet) => {
      const { samples, simulation } = samplesOf(fleet);
      expect(simulation.inFlight).toBe(0);
      const { timeoutMs = 0 } = fleet;
      const wrong = samples.filter(({ intendedMs, sentMs, doneMs, outcome }, index) => {
        const tookMs = doneMs - (sentMs ?? doneMs);
        return (
          doneMs < (samples[index - 1]?.doneMs ?? 0) ||
          doneMs < intendedMs ||
          (sentMs === null) !== (outcome === "shed") ||
          (outcome === "timeout" ? Math.abs(tookMs - timeoutMs) > 1e-6 : tookMs > timeoutMs + 1e-6)
        );
      });
      expect(wrong).toEqual([]);
      if (fleet.load.kind === "open")
        expect(new Set(samples.map(({ seq }) => seq)).size).toBe(samples.length);
      for (const { server, outstanding } of simulation.fleet.replicas) {
        if (fleet.dropsAbandoned) expect(server.waiting.length).toBe(0);
        expect(outstanding).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

test("the same seed gives the same samples, whatever the steps in which the time goes on", () => {
  fc.assert(
    fc.property(fleets, fc.integer({ min: 1, max: 400 }), (fleet, stepMs) => {
      const { samples } = samplesOf(fleet);
      const again: Sample[] = [];
      const simulation = simulationOf(fleet, (sample) => again.push({ ...sample }));
      for (let atMs = stepMs; simulation.advance(atMs); atMs += stepMs);
      expect(again).toEqual(samples);
    }),
    { numRuns: 25 },
  );
});

test("Little's law holds: the requests in flight are the rate times the time of each", () => {
  const fleet: FleetToRun = {
    service: "affine:2ms+1ms,max=16,cv=0.2",
    load: { kind: "closed", concurrency: 24 },
    measureMs: 60_000,
    batcher: triton({
      maxBatch: 16,
      maxDelayMs: 0,
      preferredSizes: [],
      groupsAhead: 0,
      onlyCompleteAhead: false,
    }),
  };
  const { samples } = samplesOf(fleet);
  const meanMs =
    samples.reduce((sum, { doneMs, intendedMs }) => sum + doneMs - intendedMs, 0) / samples.length;
  const perMs = samples.length / (samples.at(-1)?.doneMs ?? 1);
  expect(perMs * meanMs).toBeCloseTo(24, 0);
});

test("a replica of n on random routes behaves as a server alone under an n-th of the traffic", () => {
  const meanOf = (fleet: FleetToRun) => {
    const { samples } = samplesOf(fleet);
    return samples.reduce((sum, { doneMs, intendedMs }) => sum + doneMs - intendedMs, 0) / samples.length;
  };
  const alone = meanOf({ service: "exponential:10ms", load: poisson(60), measureMs: 1_000_000 });
  const routed = meanOf({
    service: "exponential:10ms",
    load: poisson(240),
    measureMs: 250_000,
    replicas: 4,
    router: "random",
  });
  expect(routed / alone).toBeGreaterThan(0.95);
  expect(routed / alone).toBeLessThan(1.05);
});
