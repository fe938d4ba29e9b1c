import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { parseHedging, parseRetries } from "../../src/simulator/persistence.ts";
import { RetryBudget } from "../../src/simulator/retry-budget.ts";
import { anyRouter, type FleetToRun, poisson, run } from "./fleet-run.ts";

function samplesOf(fleet: Omit<FleetToRun, "load" | "measureMs">) {
  const samples: Sample[] = [];
  const { insistent } = run({ ...fleet, load: poisson(1), measureMs: 100_000 }, (sample) => {
    samples[sample.seq] = { ...sample };
  });
  if (insistent === null) throw new Error("the clients do not insist");
  const { retried, hedged, wonByHedge } = insistent;
  return { samples, counts: { retried, hedged, wonByHedge } };
}

test("a retry goes to the other replica, and the request keeps its first moments", () => {
  const { samples, counts } = samplesOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 40],
    replicas: 2,
    disturb: ["fail:replica=1,at=5ms"],
    retries: "max=1,backoff=0s",
  });
  expect(samples[0]).toMatchObject({ outcome: "ok", endpoint: 1, intendedMs: 0, sentMs: 0, doneMs: 15 });
  expect(counts).toEqual({ retried: 1, hedged: 0, wonByHedge: 0 });
});

test("retries end with the most of them, and the last failure is that of the request", () => {
  const asked = { service: "fixed:10ms", arrivalsMs: [0], disturb: ["fail:at=0s"] };
  const { samples, counts } = samplesOf({ ...asked, retries: "max=3,backoff=8ms" });
  expect(samples[0]).toMatchObject({ outcome: "error", failure: "refused", sentMs: 0 });
  expect(counts.retried).toBe(3);
  // Backoffs of up to 8, 24 and 56 ms, drawn evenly.
  expect(samples[0]?.doneMs).toBeGreaterThan(0);
  expect(samples[0]?.doneMs).toBeLessThan(88);
});

test("a budget ends retries when everything fails", () => {
  const arrivalsMs = Array.from({ length: 1000 }, (_, index) => index);
  const asked = { service: "fixed:10ms", arrivalsMs, disturb: ["fail:at=0s"] };
  // 10 in reserve, and an eighth for each of the thousand.
  expect(samplesOf({ ...asked, retries: "max=5,budget=0.125,backoff=0s" }).counts.retried).toBe(135);
});

test("a budget saves up no more than a hundred", () => {
  const budget = new RetryBudget(1);
  for (let calls = 0; calls < 1000; calls++) budget.earn();
  let taken = 0;
  while (budget.take()) taken++;
  expect(taken).toBe(100);
});

test("a try without an answer is given up, and the next one is answered", () => {
  // The second is queued at the slow replica; its try ends at 21, and its retry goes to the other one.
  const { samples, counts } = samplesOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 1],
    replicas: 2,
    speeds: [1, 0.1],
    retries: "max=2,backoff=0s,try=20ms",
  });
  expect(samples[0]).toMatchObject({ doneMs: 10, endpoint: 0 });
  expect(samples[1]).toMatchObject({ doneMs: 31, endpoint: 0, sentMs: 1, outcome: "ok" });
  expect(counts.retried).toBe(1);
});

test("a hedge is sent when the answer is late, and the first good answer wins", () => {
  const { samples, counts } = samplesOf({
    service: "fixed:10ms",
    arrivalsMs: [0, 1],
    replicas: 2,
    speeds: [1, 0.1],
    hedge: "20ms",
  });
  expect(samples[1]).toMatchObject({ doneMs: 31, endpoint: 0, sentMs: 1, outcome: "ok" });
  expect(counts).toEqual({ retried: 0, hedged: 1, wonByHedge: 1 });
});

test("a hedge waits for the other attempt when one fails", () => {
  const { samples, counts } = samplesOf({
    service: "fixed:10ms",
    arrivalsMs: [0],
    replicas: 2,
    speeds: [0.1, 1],
    disturb: ["fail:replica=2,at=8ms"],
    hedge: "5ms",
  });
  expect(samples[0]).toMatchObject({ doneMs: 100, endpoint: 0, outcome: "ok" });
  expect(counts).toEqual({ retried: 0, hedged: 1, wonByHedge: 0 });
});

test("the timeout is that of the request with all its attempts", () => {
  const asked = { service: "fixed:100ms", arrivalsMs: [0], replicas: 2, timeoutMs: 50 };
  const { samples } = samplesOf({ ...asked, retries: "max=5,backoff=0s,try=15ms" });
  expect(samples[0]).toMatchObject({ outcome: "timeout", doneMs: 50 });
});

test.each([
  [parseRetries, "0", "max must be at least 1"],
  [parseRetries, "max=2,budget=0", "budget must be more than 0"],
  [parseRetries, "budget=0.1", "max is missing"],
  [parseHedging, "50", 'after is "50", and not a time'],
  [parseHedging, "after=50ms,most=2", '"most" is not one of after, max'],
])("%o of %s is refused in a sentence", (parse, spec, why) => {
  expect(() => parse(spec)).toThrow(why);
});

test("whatever fails and is sent again, every request ends once, and nothing is left behind", () => {
  const fleets: fc.Arbitrary<FleetToRun> = fc.record(
    {
      service: fc.constantFrom("fixed:10ms", "exponential:5ms", "affine:2ms+1ms,max=16"),
      load: fc.oneof(fc.constant(poisson(300)), fc.constant({ kind: "closed" as const, concurrency: 20 })),
      measureMs: fc.constant(600),
      seed: fc.integer({ min: 0, max: 1e6 }),
      replicas: fc.integer({ min: 1, max: 4 }),
      router: anyRouter,
      maxQueueSize: fc.constantFrom(0, 2),
      maxInFlight: fc.constantFrom(10, 1e6),
      timeoutMs: fc.constantFrom(40, 1000),
      network: fc.constantFrom(null, { words: "", start: () => () => 1 }),
      disturb: fc.subarray([
        "fail:mtbf=200ms,mttr=50ms",
        "pause:every=100ms,for=20ms",
        "deploy:at=150ms,ready=50ms",
      ]),
      retries: fc.constantFrom("2", "max=3,backoff=1ms,try=12ms", "max=1,budget=1,backoff=0s"),
      hedge: fc.constantFrom("3ms", "after=12ms,max=3"),
    },
    { requiredKeys: ["service", "load", "measureMs", "retries"] },
  );
  fc.assert(
    fc.property(fleets, (fleet) => {
      const samples: Sample[] = [];
      const { inFlight, fleet: after } = run(fleet, (sample) => samples.push({ ...sample }));
      expect(inFlight).toBe(0);
      const isOpen = fleet.load.kind === "open";
      if (isOpen) expect(new Set(samples.map(({ seq }) => seq)).size).toBe(samples.length);
      const { timeoutMs = 3_600_000 } = fleet;
      const wrong = samples.filter(
        ({ sentMs, doneMs, intendedMs }, index) =>
          doneMs < (samples[index - 1]?.doneMs ?? 0) ||
          (sentMs !== null && (sentMs < intendedMs || doneMs - sentMs > timeoutMs + 1e-6)),
      );
      expect(wrong).toEqual([]);
      for (const { outstanding } of after.replicas) expect(outstanding).toBe(0);
    }),
    { numRuns: 60 },
  );
});
