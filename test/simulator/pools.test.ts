import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { parseCanary } from "../../src/simulator/pools/canary.ts";
import { parseTiers } from "../../src/simulator/pools/tiers.ts";
import { anyRouter, type FleetToRun, poisson, run } from "./fleet-run.ts";

function samplesOf(fleet: FleetToRun): Sample[] {
  const samples: Sample[] = [];
  run(fleet, (sample) => {
    samples[sample.seq] = { ...sample };
  });
  return samples;
}

const routers = anyRouter.filter((router) => router !== "central");

test("tiers: short requests are answered near, by slower machines, long ones far", () => {
  const samples = samplesOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 0, 100, 100],
    lengths: [127, 128, 3, 4096],
    load: poisson(1),
    measureMs: 1000,
    replicas: 2,
    network: { words: "", start: () => () => 30 },
    pool: parseTiers("edge=1,below=128,network=1ms,speed=0.5"),
  });
  // Near: 1 + 20 + 1 ms; far: 30 + 10 + 30 ms.
  expect(samples.map(({ endpoint, doneMs }) => [endpoint, doneMs])).toEqual([
    [0, 22],
    [1, 70],
    [0, 122],
    [1, 170],
  ]);
});

test("tiers: with any router, every request goes to its own tier as long as that serves", () => {
  const fleets = fc.record({
    router: routers,
    edge: fc.integer({ min: 1, max: 3 }),
    central: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    lengths: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 50, maxLength: 100 }),
  });
  fc.assert(
    fc.property(fleets, ({ router, edge, central, seed, lengths }) => {
      const samples = samplesOf({
        service: "exponential:3ms",
        arrivalsMs: lengths.map((_, index) => index),
        lengths,
        load: poisson(1),
        measureMs: 1000,
        replicas: edge + central,
        router,
        seed,
        pool: parseTiers(`edge=${edge},below=10,network=1ms`),
      });
      for (const { seq, endpoint, outcome } of samples) {
        expect(outcome).toBe("ok");
        expect(endpoint < edge).toBe((lengths[seq] ?? 0) < 10);
      }
    }),
    { numRuns: 30 },
  );
});

test("where no replica of a tier serves, the other gets all", () => {
  const samples = samplesOf({
    service: "fixed:1ms",
    arrivalsMs: [0, 10, 20, 30],
    lengths: [1, 1, 9, 1],
    load: poisson(1),
    measureMs: 1000,
    replicas: 2,
    disturb: ["fail:replica=1,at=5ms,for=20ms"],
    pool: parseTiers("edge=1,below=5,network=0s"),
  });
  expect(samples.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
    "0 ok",
    "1 ok",
    "1 ok",
    "0 ok",
  ]);
});

test("canary: its share of the requests, at its speed, whatever the router", () => {
  fc.assert(
    fc.property(routers, fc.constantFrom(0.05, 0.3), fc.constantFrom(1, 2), (router, share, replicas) => {
      const samples = samplesOf({
        service: "fixed:1ms",
        load: poisson(100),
        measureMs: 20_000,
        replicas: 4,
        router,
        pool: parseCanary(`share=${share},replicas=${replicas},speed=0.25`),
      });
      const canaries = samples.filter(({ endpoint }) => endpoint < replicas);
      // Of 2000 draws: four standard errors.
      const error = 4 * Math.sqrt((share * (1 - share)) / samples.length);
      expect(Math.abs(canaries.length / samples.length - share)).toBeLessThan(error);
      for (const { doneMs, intendedMs } of canaries) expect(doneMs - intendedMs).toBeGreaterThan(3.999);
    }),
    { numRuns: 15 },
  );
});

test("canary: with a service of its own, also for one that takes over its place in a deploy", () => {
  const samples = samplesOf({
    service: "affine:10ms+0.5ms,max=4",
    poolService: "fixed:30ms",
    load: poisson(20),
    measureMs: 20_000,
    replicas: 3,
    pool: parseCanary("share=0.3,replicas=1,speed=2"),
    disturb: ["deploy:at=5s,ready=1s,surge=1,unavailable=0"],
  });
  const least = (endpoint: number) =>
    samples
      .filter((sample) => sample.endpoint === endpoint && sample.outcome === "ok")
      .reduce(
        (shortest, { doneMs, intendedMs }) => Math.min(shortest, doneMs - intendedMs),
        Number.POSITIVE_INFINITY,
      );
  // The speed of the pool holds for its own service, too. Replica 3 is the first new one, in the place of the canary.
  expect([0, 1, 2, 3, 4].map((endpoint) => Number(least(endpoint).toFixed(6)))).toEqual([
    15, 10.5, 10.5, 15, 10.5,
  ]);
});

test.each([
  [parseCanary, "share=1", /share must be less than 1/],
  [parseCanary, "0.1,speed=0", /speed must be more than 0/],
  [parseCanary, "replicas=1", /share is missing/],
  [parseTiers, "edge=1,network=1ms", /below is missing/],
  [parseTiers, "edge=1,below=5,network=1", /network is "1", and not a time/],
])("%o refuses %s", (parse, spec, why) => {
  expect(() => parse(spec)).toThrow(why);
});
