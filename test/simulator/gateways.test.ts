import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { parseGateway } from "../../src/simulator/gateways/index.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import { anyGateways, anyRouter, type FleetToRun, poisson, run } from "./fleet-run.ts";

function samplesOf(fleet: FleetToRun): { samples: Sample[]; simulation: Simulation } {
  const samples: Sample[] = [];
  const simulation = run(fleet, (sample) => {
    samples[sample.seq] = { ...sample };
  });
  return { samples, simulation };
}

/** What became of each request: when it was answered, ms, or how else it ended. */
function endsOf(fleet: Omit<FleetToRun, "load" | "measureMs">): (number | string)[] {
  const { samples } = samplesOf({ load: poisson(1), measureMs: 100_000, ...fleet });
  return samples.map(({ outcome, doneMs, status }) =>
    outcome === "ok" ? doneMs : `${outcome} ${status} ${doneMs}`,
  );
}

test("cache: what was answered before is answered in the stated time, as long as it is among the last", () => {
  const service = "fixed:10ms";
  const moments = [0, 5, 20, 30, 50, 70];
  const asked = { service, replicas: 2, gateways: ["cache:entries=1,hit=1ms"] };
  // One payload: the second request comes before the first is answered.
  expect(endsOf({ ...asked, arrivalsMs: moments })).toEqual([10, 15, 21, 31, 51, 71]);
  // As many as there are requests: nothing comes twice.
  expect(endsOf({ ...asked, arrivalsMs: moments, lengths: moments })).toEqual([10, 15, 30, 40, 60, 80]);
});

test("a request that no replica had is that of no replica", () => {
  const asked = { service: "fixed:10ms", replicas: 2, load: poisson(1), measureMs: 100_000 };
  const endpoints = (fleet: Partial<FleetToRun>) =>
    samplesOf({ ...asked, ...fleet }).samples.map(({ endpoint }) => endpoint);
  // A hit, a refusal, and what is given up while a broker, or the entrance of a fleet that is away, holds it.
  expect(endpoints({ arrivalsMs: [0, 20, 40], gateways: ["cache:9,hit=1ms"] })).toEqual([0, -1, -1]);
  expect(endpoints({ arrivalsMs: [0, 1, 2], gateways: ["limit:2"] })).toEqual([0, 1, -1]);
  expect(endpoints({ arrivalsMs: [0, 1], maxInFlight: 1 })).toEqual([0, -1]);
  const away = { arrivalsMs: [0], disturb: ["fail:at=0s"], timeoutMs: 5 };
  expect(endpoints({ ...away, holdsRequests: true })).toEqual([-1]);
  expect(endpoints({ ...away, gateways: ["broker:prefetch=1,delay=0s"] })).toEqual([-1]);
  expect(endpoints(away)).toEqual([-1]);
});

test("a request that is sent again belongs to the replica that its last attempt came to, also after it waited", () => {
  // The first two keep both replicas busy to 10 and 11; the last waits at the broker until 11, and is given up at 13.5 at the second.
  const fleet = { service: "fixed:10ms", replicas: 2, load: poisson(1), measureMs: 100_000 };
  const { samples } = samplesOf({
    ...fleet,
    arrivalsMs: [0, 1, 2, 3],
    timeoutMs: 10.5,
    gateways: ["broker:prefetch=1,delay=0s"],
    retries: "max=1,backoff=0s",
  });
  expect(samples[3]).toMatchObject({ outcome: "timeout", doneMs: 13.5, endpoint: 1 });
});

test("cache: a failed request leaves nothing behind", () => {
  const disturb = ["fail:at=5ms,for=10ms"];
  const ends = endsOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 20, 40],
    gateways: ["cache:9,hit=1ms"],
    disturb,
  });
  expect(ends).toEqual(["error 0 5", 30, 41]);
});

test.each([
  [0.8, 20],
  [0.8, 100],
  [1.2, 50],
])("cache: under Zipf's law %d, %i of 1000 entries hit as Che's approximation says", (exponent, entries) => {
  const weights = Array.from({ length: 1000 }, (_, index) => (index + 1) ** -exponent);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const shares = weights.map((weight) => weight / sum);
  // Che, Tung, Wang 2002: a payload is there with 1 − exp(−p·t), where t is such that `entries` are there.
  const filled = (t: number) => shares.reduce((total, p) => total + 1 - Math.exp(-p * t), 0);
  let [low, high] = [0, 1e7];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (filled(middle) < entries) low = middle;
    else high = middle;
  }
  const right = shares.reduce((total, p) => total + p * (1 - Math.exp(-p * low)), 0);
  const { simulation } = samplesOf({
    service: "fixed:0.001ms",
    load: poisson(1000),
    warmupMs: 5000,
    measureMs: 30_000,
    payloads: 1000,
    repetition: { kind: "zipf", exponent },
    gateways: [`cache:entries=${entries},hit=0.01ms`],
  });
  const [tally] = simulation.gateways.tallies;
  expect(Math.abs((tally?.answered ?? 0) / (tally?.arrived ?? 1) - right)).toBeLessThan(0.015);
});

test("limit: more at once are refused, for the fleet or for each replica that serves", () => {
  const asked = { service: "fixed:10ms", arrivalsMs: [0, 1, 2, 11, 12], replicas: 2 };
  expect(endsOf({ ...asked, gateways: ["limit:1"] })).toEqual([
    10,
    "error 503 1",
    "error 503 2",
    21,
    "error 503 12",
  ]);
  expect(endsOf({ ...asked, gateways: ["limit:1,per=replica"] })).toEqual([10, 11, "error 503 2", 21, 22]);
  const disturb = ["fail:replica=2,at=5ms"];
  expect(endsOf({ ...asked, gateways: ["limit:1,per=replica"], disturb })).toEqual([
    10,
    "error 0 5",
    "error 503 2",
    21,
    "error 503 12",
  ]);
});

test("wait: what would wait longer than is stated is refused, however many replicas share it", () => {
  const all = {
    service: "fixed:10ms",
    arrivalsMs: [0, 0, 0, 0, 0, 0, 0],
    gateways: ["wait:25ms,service=10ms"],
  };
  const served = (fleet: typeof all & Partial<FleetToRun>) =>
    endsOf(fleet).filter((end) => typeof end === "number");
  // Waits of 0, 10 and 20 ms; with two replicas, two of each, and one of 25 that just holds.
  expect(served(all)).toEqual([10, 20, 30]);
  expect(served({ ...all, replicas: 2 })).toEqual([10, 10, 20, 20, 30, 30]);
  expect(endsOf(all).at(-1)).toBe("error 503 0");
  // What was answered makes room again; without a replica nothing is expected to be answered.
  expect(served({ ...all, arrivalsMs: [0, 0, 0, 0, 10.5, 10.5] })).toEqual([10, 20, 30, 40]);
  expect(endsOf({ ...all, arrivalsMs: [0], disturb: ["fail:at=0s"] })).toEqual(["error 503 0"]);
});

test("wait: in an overload nothing waits longer than was stated", () => {
  const { samples } = samplesOf({
    service: "fixed:10ms",
    load: poisson(400),
    measureMs: 20_000,
    replicas: 2,
    router: "least-outstanding",
    gateways: ["wait:50ms,service=10ms"],
  });
  const served = samples.filter(({ outcome }) => outcome === "ok");
  // Both replicas are busy nearly all the time, and what is let through waits 50 ms at most, and half a service for the odd one.
  expect(served.length).toBeGreaterThan(3900);
  for (const { intendedMs, doneMs } of served) expect(doneMs - intendedMs).toBeLessThan(50 + 10 + 10 + 1e-6);
});

test("limit: M/M/1 with a limit of K loses what M/M/1/K does", () => {
  const { samples } = samplesOf({
    service: "exponential:10ms",
    load: poisson(90),
    measureMs: 400_000,
    gateways: ["limit:5"],
  });
  const lost = samples.filter(({ outcome }) => outcome === "error").length / samples.length;
  expect(lost).toBeCloseTo((0.1 * 0.9 ** 5) / (1 - 0.9 ** 6), 2);
});

test("broker: requests wait there until a replica has a place, oldest first, and pass with a delay", () => {
  const asked = { service: "fixed:10ms", arrivalsMs: [0, 1, 2, 3], replicas: 2 };
  expect(endsOf({ ...asked, gateways: ["broker:1,delay=2ms"] })).toEqual([12, 13, 22, 23]);
  expect(endsOf({ ...asked, gateways: ["broker:1,limit=1"] })).toEqual([10, 11, 20, "error 503 3"]);
  // What is given up leaves the queue, and its place at a replica.
  expect(endsOf({ ...asked, replicas: 1, gateways: ["broker:1"], timeoutMs: 15 })).toEqual([
    10,
    "timeout 0 16",
    "timeout 0 17",
    "timeout 0 18",
  ]);
});

test("broker: with places for one at each replica it is one queue for all, whatever the router", () => {
  const asked = { service: "exponential:10ms", load: poisson(300), measureMs: 3000, replicas: 4 };
  const ends = (fleet: FleetToRun) => samplesOf(fleet).samples.map(({ doneMs }) => doneMs);
  const sorted = (fleet: FleetToRun) => ends(fleet).toSorted((a, b) => a - b);
  const service = "fixed:10ms";
  const central = sorted({ ...asked, service, router: "central" });
  expect(sorted({ ...asked, service, router: "least-outstanding", gateways: ["broker:1"] })).toEqual(central);
});

test("broker: while no replica serves, requests wait, and the autoscaler sees them", () => {
  const ends = endsOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 20, 30],
    disturb: ["fail:at=15ms,for=100ms"],
    gateways: ["broker:2"],
  });
  expect(ends).toEqual([10, 125, 135]);
});

test("broker: what a client gives up together with another attempt is not sent on in between", () => {
  // Two attempts of the first request are at the replica and one waits when it times out: the waiting one goes, too.
  const samples: Sample[] = [];
  const { fleet } = run(
    {
      service: "fixed:100ms",
      arrivalsMs: [0, 1],
      load: poisson(1),
      measureMs: 1000,
      maxQueueSize: 1,
      timeoutMs: 30,
      hedge: "after=5ms,max=3",
      gateways: ["broker:2"],
    },
    (sample) => samples.push({ ...sample }),
  );
  expect(samples.map(({ seq, outcome, doneMs }) => `${seq} ${outcome} ${doneMs}`)).toEqual([
    "0 timeout 30",
    "1 timeout 31",
  ]);
  expect(fleet.replicas.map(({ outstanding }) => outstanding)).toEqual([0]);
});

test("gateways stand one behind another: what a cache answers is not limited", () => {
  const asked = { service: "fixed:10ms", arrivalsMs: [0, 20, 21, 22] };
  expect(endsOf({ ...asked, gateways: ["cache:9,hit=5ms", "limit:1"] })).toEqual([10, 25, 26, 27]);
  expect(endsOf({ ...asked, gateways: ["limit:1", "cache:9,hit=5ms"] })).toEqual([
    10,
    25,
    "error 503 21",
    "error 503 22",
  ]);
});

test("with any gateways, every request ends once, what came is what went on, was answered or refused, and nothing is left", () => {
  const fleets: fc.Arbitrary<FleetToRun> = fc.record({
    service: fc.constantFrom("exponential:5ms", "fixed:10ms"),
    load: fc.oneof(fc.constant(poisson(300)), fc.constant({ kind: "closed" as const, concurrency: 30 })),
    measureMs: fc.constant(1000),
    seed: fc.integer({ min: 0, max: 1e6 }),
    replicas: fc.integer({ min: 1, max: 3 }),
    router: anyRouter,
    maxQueueSize: fc.constantFrom(0, 2),
    timeoutMs: fc.constantFrom(12, 1000),
    payloads: fc.constant(50),
    network: fc.constantFrom(null, { words: "", start: () => () => 1 }),
    gateways: anyGateways,
    retries: fc.constantFrom("max=2,try=8ms", "1"),
    disturb: fc.constantFrom<string[]>([], ["fail:replica=1,at=200ms,for=300ms"]),
  });
  fc.assert(
    fc.property(fleets, (fleet) => {
      const samples: Sample[] = [];
      const simulation = run(fleet, (sample) => samples.push({ ...sample }));
      expect(simulation.inFlight).toBe(0);
      if (fleet.load.kind === "open")
        expect(new Set(samples.map(({ seq }) => seq)).size).toBe(samples.length);
      for (const { outstanding } of simulation.fleet.replicas) expect(outstanding).toBe(0);
      expect(simulation.gateways.reading().waiting).toBe(0);
      for (const [index, tally] of simulation.gateways.tallies.entries()) {
        const { arrived, answered, refused } = tally;
        expect(answered + refused).toBeLessThanOrEqual(arrived);
        // A broker may be left by what is given up; the others pass on all that they do not end themselves.
        const next = simulation.gateways.tallies[index + 1];
        if (next === undefined) continue;
        if (fleet.gateways?.[index]?.startsWith("broker")) expect(next.arrived).toBe(tally.released);
        else expect(next.arrived).toBe(arrived - answered - refused);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["limt:10", /no gateway "limt"; perhaps limit was meant/],
  ["cache:hit=1ms", /entries is missing/],
  ["cache:9", /hit is missing/],
  ["cache:9,hit=0s", /hit must be at least 0.01ms/],
  ["limit:5,per=pod", /per must be fleet or replica/],
  ["broker:prefetch=0", /prefetch must be at least 1/],
])("--gateway %s is refused", (spec, why) => {
  expect(() => parseGateway(spec)).toThrow(why);
});
