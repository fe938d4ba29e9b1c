import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import type { AutoscalerChoice } from "../../src/simulator/autoscalers/index.ts";
import { readAutoscalerManifest } from "../../src/simulator/autoscalers/manifest/index.ts";
import { parseAutoscalerSpec } from "../../src/simulator/autoscalers/spec.ts";
import { parseCanary } from "../../src/simulator/pools/canary.ts";
import { parseServiceSpec } from "../../src/simulator/service/spec.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import { anyGateways, anyRouter, type FleetToRun, poisson, simulationOf } from "./fleet-run.ts";

// Everything at once: what holds of the parts alone must hold of them together.

const KNATIVE = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: model }
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/target: "3"
        autoscaling.knative.dev/window: "6s"
        autoscaling.knative.dev/max-scale: "4"
`;

const autoscalers = fc.oneof<fc.Arbitrary<AutoscalerChoice>[]>(
  fc.constant(readAutoscalerManifest(KNATIVE, "knative.yaml")),
  fc
    .array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 5 })
    .map(
      (steps) => parseAutoscalerSpec(`scheduled:${steps.map((n, at) => `${at}s=${n}`).join(",")}`) as never,
    ),
);

const disturbances = fc.uniqueArray(
  fc.constantFrom(
    "pause:every=500ms,for=60ms",
    "fail:mtbf=1s,mttr=300ms",
    "fail:replica=1,at=1500ms",
    "preempt:rate=1200/h,notice=200ms,replace=300ms",
    "deploy:at=1s,ready=300ms,grace=20ms",
    "deploy:at=2s,ready=300ms,surge=1",
    "warm-up:times=3,for=300ms",
  ),
  { minLength: 1, maxLength: 4 },
);

const fleets: fc.Arbitrary<FleetToRun> = fc.record({
  service: fc.constantFrom("exponential:8ms", "fixed:10ms"),
  load: fc.oneof(fc.constant(poisson(150)), fc.constant({ kind: "closed" as const, concurrency: 12 })),
  measureMs: fc.constant(4000),
  seed: fc.integer({ min: 0, max: 1e6 }),
  replicas: fc.integer({ min: 2, max: 3 }),
  router: anyRouter.filter((router) => router !== "central"),
  timeoutMs: fc.constantFrom(40, 700),
  maxQueueSize: fc.constantFrom(0, 4),
  network: fc.constantFrom(null, { words: "", start: () => () => 2 }),
  dropsAbandoned: fc.boolean(),
  holdsRequests: fc.boolean(),
  pools: fc.constantFrom([], [parseCanary("0.2,speed=0.5")]),
  healthCheck: fc.constantFrom(undefined, "every=50ms,fails=2"),
  gateways: anyGateways,
  payloads: fc.constant(40),
  retries: fc.constantFrom("max=2,try=30ms", "1"),
  hedge: fc.constantFrom("20ms", "after=5ms,max=2"),
  disturb: disturbances,
  scaling: fc.record({
    autoscaler: autoscalers,
    imagePull: fc.constant(parseServiceSpec("exponential:200ms")),
    modelLoad: fc.constant(parseServiceSpec("fixed:100ms")),
  }),
});

/** Simulates in steps of so many ms, and looks at the fleet after each. */
function samplesOf(fleet: FleetToRun, stepMs: number, look: (simulation: Simulation) => void): Sample[] {
  const samples: Sample[] = [];
  const simulation = simulationOf(fleet, (sample) => samples.push({ ...sample }));
  for (let atMs = stepMs; simulation.advance(atMs); atMs += stepMs) look(simulation);
  look(simulation);
  return samples;
}

test("disturbed, scaled, checked, divided and behind gateways: every request ends once, nothing is counted below 0 or left behind", () => {
  fc.assert(
    fc.property(fleets, (fleet) => {
      const simulations = new Set<Simulation>();
      const below: number[] = [];
      const samples = samplesOf(fleet, 50, (simulation) => {
        simulations.add(simulation);
        const { waiting, replicas } = simulation.fleet.reading();
        for (const { inFlight, queued } of replicas)
          if (inFlight < 0 || queued < 0) below.push(inFlight, queued);
        if (waiting < 0 || simulation.fleet.size < 0 || simulation.inFlight < 0) below.push(waiting);
      });
      const [simulation] = simulations;
      expect(below).toEqual([]);
      expect(simulation?.inFlight).toBe(0);
      if (fleet.load.kind === "open")
        expect(new Set(samples.map(({ seq }) => seq)).size).toBe(samples.length);
      const { timeoutMs = 0 } = fleet;
      expect(samples.filter(({ sentMs, doneMs }) => doneMs - (sentMs ?? doneMs) > timeoutMs + 1e-6)).toEqual(
        [],
      );
      expect(simulation?.fleet.reading().waiting).toBe(0);
      expect(simulation?.gateways.reading().waiting).toBe(0);
      const left = simulation?.fleet.replicas
        .filter(({ outstanding, arrived, answered }) => outstanding !== 0 || answered > arrived)
        .map(({ id, outstanding }) => ({ id, outstanding }));
      expect(left).toEqual([]);
      for (const { existing, ready } of simulation?.scaling?.counts ?? [])
        expect(ready >= 0 && ready <= existing).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("the same seed gives the same samples with all of that, whatever the steps in which the time goes on", () => {
  fc.assert(
    fc.property(fleets, fc.integer({ min: 7, max: 900 }), (fleet, stepMs) => {
      expect(samplesOf(fleet, stepMs, () => {})).toEqual(samplesOf(fleet, 1e9, () => {}));
    }),
    { numRuns: 15 },
  );
});
