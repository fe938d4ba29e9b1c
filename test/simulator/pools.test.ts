import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { parseCanary } from "../../src/simulator/pools/canary.ts";
import { parseMachinePool } from "../../src/simulator/pools/machine-pool.ts";
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
    pools: [parseTiers("edge=1,below=128,network=1ms,speed=0.5")],
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
        pools: [parseTiers(`edge=${edge},below=10,network=1ms`)],
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
    pools: [parseTiers("edge=1,below=5,network=0s")],
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
        pools: [parseCanary(`share=${share},replicas=${replicas},speed=0.25`)],
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
    poolServices: ["fixed:30ms"],
    load: poisson(20),
    measureMs: 20_000,
    replicas: 3,
    pools: [parseCanary("share=0.3,replicas=1,speed=2")],
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

describe("pools of other machines", () => {
  const specs = [
    "replicas=1; service=fixed:1ms; from=10; below=20",
    "replicas=2; service=fixed:3ms; below=10",
  ];
  const pools = specs.map((spec) => parseMachinePool(spec).pool);

  test("each gets the lengths of its range, and the others get the rest, with service times of their own", () => {
    const lengths = [1, 9, 10, 19, 20, 400];
    const samples = samplesOf({
      service: "fixed:7ms",
      arrivalsMs: lengths.map((_, index) => 100 * index),
      lengths,
      load: poisson(1),
      measureMs: 1000,
      replicas: 4,
      pools,
      poolServices: ["fixed:1ms", "fixed:3ms"],
    });
    expect(samples.map(({ endpoint, doneMs, intendedMs }) => [endpoint, doneMs - intendedMs])).toEqual([
      [1, 3],
      [2, 3],
      [0, 1],
      [0, 1],
      [3, 7],
      [3, 7],
    ]);
  });

  test("without lengths they share all requests with the others, by weight where the router looks at it", () => {
    // (C + 1) / U: 1/4 on the pool and 1 beside it, so the pool has three outstanding before 4/4 = 1/1 is a draw.
    const samples = samplesOf({
      service: "fixed:100ms",
      arrivalsMs: [0, 0, 0, 0, 0, 0],
      load: poisson(1),
      measureMs: 1000,
      replicas: 2,
      router: "shortest-delay",
      pools: [parseMachinePool("replicas=1; service=fixed:25ms; weight=4").pool],
      poolServices: ["fixed:25ms"],
    });
    expect(samples.toSorted((a, b) => a.seq - b.seq).map(({ endpoint }) => endpoint)).toEqual([
      0, 0, 0, 1, 0, 0,
    ]);
  });

  test.each([
    ["service=fixed:1ms", /replicas is missing/],
    ["replicas=1; below=5; from=9", /no length is from 9 and below 5/],
    ["replicas=1; max-batch=0", /max-batch must be at least 1/],
    ["replicas=1; colour=red", /"colour" is not one of replicas, speed/],
    ["replicas=1; service=fixed:1ms; service=fixed:2ms", /stands there twice/],
  ])("%s is refused", (spec, why) => {
    expect(() => parseMachinePool(spec)).toThrow(why);
  });
});
