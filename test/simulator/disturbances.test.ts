import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { parseDisturbance } from "../../src/simulator/disturbances/index.ts";
import { anyRouter, type FleetToRun, poisson, run } from "./fleet-run.ts";

/** What became of each request, in the order of arrivals: when it was answered, ms, or how else it ended. */
function endsOf(fleet: Omit<FleetToRun, "load" | "measureMs">): (number | string)[] {
  const ends: (number | string)[] = [];
  run({ ...fleet, load: poisson(1), measureMs: 100_000 }, ({ seq, doneMs, outcome, failure }) => {
    ends[seq] = outcome === "ok" ? Math.round(doneMs * 1000) / 1000 : `${failure} ${doneMs}`;
  });
  return ends;
}

test("slow: executions that begin meanwhile take so many times as long", () => {
  const service = "fixed:10ms";
  const disturb = ["slow:times=3,from=15ms,for=40ms"];
  expect(endsOf({ service, arrivalsMs: [0, 10, 20, 100], disturb })).toEqual([10, 20, 50, 110]);
});

test("slow: two at once multiply, and each ends for itself", () => {
  const disturb = ["slow:times=2,from=5ms,for=100ms", "slow:times=3,from=5ms,for=45ms"];
  expect(endsOf({ service: "fixed:10ms", arrivalsMs: [0, 10, 80], disturb })).toEqual([10, 70, 100]);
});

test("fail: what the replica has is lost, the router sends elsewhere, and the repaired one serves again", () => {
  const ends = endsOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 1, 12, 30, 31],
    replicas: 2,
    router: "least-outstanding",
    disturb: ["fail:replica=1,at=5ms,for=20ms"],
  });
  expect(ends).toEqual(["reset 5", 11, 22, 40, 41]);
});

test("fail: with no replica left, and on the way to one that fails, requests are refused", () => {
  const network = { words: "", start: () => () => 2 };
  const disturb = ["fail:at=5ms,for=20ms"];
  const ends = endsOf({ service: "fixed:10ms", arrivalsMs: [0, 4, 7, 30], disturb, network });
  // The first is there at 2 and lost at 5, known at 7. The second comes to a dead server at 6; for the third there is none.
  expect(ends).toEqual(["reset 7", "refused 8", "refused 9", 44]);
});

test("two outages of a replica that overlap: it serves again when the last is over", () => {
  const disturb = ["fail:replica=1,at=10ms,for=50ms", "fail:replica=1,at=20ms,for=20ms"];
  expect(endsOf({ service: "fixed:1ms", arrivalsMs: [0, 45, 61], disturb })).toEqual([1, "refused 45", 62]);
});

test("deploy: replicas end what they have, one after another, and nothing fails", () => {
  const disturb = ["deploy:at=5ms,ready=100ms"];
  const ends = endsOf({ service: "fixed:10ms", arrivalsMs: [0, 1, 6, 111, 220], replicas: 2, disturb });
  // The first replica has a request until 10, and is back at 110; then the second is replaced until 210.
  expect(ends).toEqual([10, 11, 21, 121, 230]);
});

test("deploy: what is not over after the grace fails", () => {
  const disturb = ["deploy:at=5ms,ready=1s,grace=2ms"];
  expect(endsOf({ service: "fixed:10ms", arrivalsMs: [0, 8], disturb })).toEqual(["reset 7", "refused 8"]);
});

test.each([1, 2])("pause: what runs goes on afterwards (instances on one device: %i)", (instances) => {
  let pauses = 0;
  for (let seed = 0; seed < 20; seed++) {
    const [end] = endsOf({
      service: "fixed:100ms",
      arrivalsMs: [0],
      instances,
      sharing: (running) => running,
      disturb: ["pause:every=50ms,for=1s"],
      seed,
    });
    // The one execution is longer by whole pauses.
    const longer = (Number(end) - 100) / 1000;
    expect(longer).toBeCloseTo(Math.round(longer), 6);
    pauses += longer;
  }
  // Pauses every 50 ms of running: two in 100 ms on average.
  expect(pauses / 20).toBeGreaterThan(1);
  expect(pauses / 20).toBeLessThan(3);
});

test("pause: with a central queue, the other replica takes what comes meanwhile", () => {
  const arrivalsMs = Array.from({ length: 50 }, (_, index) => 20 * index);
  const disturb = ["pause:replica=1,every=1ms,for=1h"];
  const asked = { service: "fixed:10ms", arrivalsMs, replicas: 2, disturb };
  const inTime = (router: string) =>
    endsOf({ ...asked, router }).filter((end, index) => end === 20 * index + 10).length;
  expect(inTime("central")).toBeGreaterThanOrEqual(49);
  expect(inTime("round-robin")).toBeLessThan(27);
});

test("warm-up: a repaired replica begins cold, by executions or by time; those of the start are warm", () => {
  const fail = "fail:at=5ms,for=5ms";
  const asked = { service: "fixed:10ms", arrivalsMs: [0, 20, 100, 200] };
  const ends = (warmUp: string) => endsOf({ ...asked, disturb: [fail, warmUp] });
  expect(ends("warm-up:times=3,executions=2")).toEqual(["reset 5", 50, 130, 210]);
  expect(ends("warm-up:times=3,for=50ms")).toEqual(["reset 5", 50, 110, 210]);
});

test("preempt: several machines are taken away together at a moment, and come back together", () => {
  const disturb = ["preempt:at=5ms,machines=2,notice=10ms,replace=30ms"];
  const arrivalsMs = [0, 1, 2, 6, 7, 50, 51];
  const ends = endsOf({
    service: "fixed:20ms",
    arrivalsMs,
    replicas: 3,
    router: "least-outstanding",
    disturb,
  });
  // The first replica goes on; the others have nothing new from 5 on, lose what they have at 15, and serve again at 45.
  const failed = ends.filter((end) => typeof end === "string");
  expect(failed).toEqual(["reset 15", "reset 15"]);
  expect(ends.slice(3)).toEqual([40, 60, 70, 71]);
});

test("preempt: after the notice nothing new is sent, after the end a new machine comes", () => {
  const disturb = ["preempt:rate=60/h,notice=30s,replace=30s"];
  let answered = 0;
  let refused = 0;
  run({ service: "fixed:1ms", load: poisson(10), measureMs: 3_600_000, disturb }, ({ outcome }) => {
    if (outcome === "ok") answered++;
    else refused++;
  });
  // A minute up on average, and a minute away, in turn: half is refused, ± 10 % in 30 turns.
  expect(refused / (answered + refused)).toBeGreaterThan(0.3);
  expect(refused / (answered + refused)).toBeLessThan(0.7);
});

test("speeds: each replica takes its own time", () => {
  const ends = endsOf({ service: "fixed:10ms", arrivalsMs: [0, 0, 0], replicas: 3, speeds: [1, 2, 0.5] });
  expect(ends).toEqual([10, 5, 20]);
});

test.each([
  ["slo:times=3", "perhaps slow was meant"],
  ["slow:times=0.5", "times must be at least 1"],
  ["slow:replica=1", "times is missing"],
  ["slow:times=3,of=2", '"of" is not one of replica, times, from, for'],
  ["slow:times=3,from=10", 'from is "10", and not a time such as 10s'],
  ["slow:times=3,times=2", '"times" stands there twice'],
  ["fail:at=10s,mtbf=10m", "give either at, and for, or mtbf and mttr"],
  ["preempt:rate=2/h,at=1s,replace=1m", "give either rate, or at and machines"],
  ["preempt:at=1s,replace=1m", "give either rate, or at and machines"],
  ["preempt:rate=2/d,replace=1m", 'rate is "2/d", and not a number an hour such as 0.5/h'],
  ["deploy:at=1s,ready=1s,unavailable=0", "surge and unavailable cannot both be 0"],
  ["warm-up:times=2", "give either for or executions"],
  ["pause:every=10s,for=0s", "for must be more than 0"],
])("a bad spec is refused in a sentence: %s", (spec, why) => {
  expect(() => parseDisturbance(spec)).toThrow(why);
});

const disturbances = fc.array(
  fc.constantFrom(
    "slow:replica=1,times=3,from=100ms,for=200ms",
    "pause:every=100ms,for=20ms",
    "fail:replica=1,at=200ms,for=100ms",
    "fail:mtbf=200ms,mttr=50ms",
    "fail:replica=2,at=0s",
    "preempt:rate=3600/h,notice=30ms,replace=50ms",
    "deploy:at=150ms,ready=50ms,grace=20ms,unavailable=2",
    "deploy:at=300ms,ready=10ms",
    "deploy:at=100ms,ready=60ms,surge=1",
    "deploy:at=250ms,ready=30ms,grace=5ms,surge=2,unavailable=1",
    "warm-up:times=3,executions=5",
    "warm-up:times=3,for=30ms",
  ),
  { minLength: 1, maxLength: 5 },
);

/** Fleets to which something happens. */
const disturbedFleets: fc.Arbitrary<FleetToRun> = fc.record({
  service: fc.constantFrom("fixed:10ms", "exponential:5ms", "affine:2ms+1ms,max=16"),
  load: fc.oneof(fc.constant(poisson(300)), fc.constant({ kind: "closed" as const, concurrency: 20 })),
  measureMs: fc.constant(1000),
  warmupMs: fc.constantFrom(0, 100),
  seed: fc.integer({ min: 0, max: 1e6 }),
  replicas: fc.integer({ min: 2, max: 4 }),
  instances: fc.integer({ min: 1, max: 3 }),
  sharing: fc.constantFrom(null, (running: number) => running, "in-order" as const),
  router: anyRouter,
  timeoutMs: fc.constantFrom(15, 1000),
  network: fc.constantFrom(null, { words: "", start: () => () => 1 }),
  dropsAbandoned: fc.boolean(),
  disturb: disturbances,
  healthCheck: fc.constantFrom(undefined, "every=20ms,fails=2,passes=2"),
});

test("whatever fails, every request ends once, and nothing is left behind", () => {
  fc.assert(
    fc.property(disturbedFleets, (fleet) => {
      const samples: Sample[] = [];
      const { inFlight, fleet: after, events } = run(fleet, (sample) => samples.push({ ...sample }));
      expect(inFlight).toBe(0);
      if (fleet.load.kind === "open")
        expect(new Set(samples.map(({ seq }) => seq)).size).toBe(samples.length);
      const { timeoutMs = 0 } = fleet;
      const late = samples.filter(({ sentMs, doneMs }) => doneMs - (sentMs ?? doneMs) > timeoutMs + 1e-6);
      expect(late).toEqual([]);
      for (const { outstanding } of after.replicas) expect(outstanding).toBe(0);
      // What is computed for nobody ends, too, once the replicas go on.
      const untilMs = events.nowMs + 5000;
      while (events.nextMs < untilMs) events.step();
      const computing = after.replicas.flatMap(({ instances }) =>
        instances.filter(({ group, pausedUntilMs }) => group !== null && pausedUntilMs <= events.nowMs),
      );
      expect(computing).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
