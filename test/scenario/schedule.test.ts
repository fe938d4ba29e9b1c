import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arrivals } from "../../src/arrivals/index.ts";
import type { Phase } from "../../src/core/sample.ts";
import {
  CANONICAL_BYTES,
  ScheduleCursor,
  type SchedulePlan,
  type Stripe,
  writeCanonical,
} from "../../src/scenario/schedule.ts";

interface Planned {
  readonly seq: number;
  readonly phase: Phase;
  readonly intendedMs: number;
  readonly payloadIndex: number;
}

function walk(plan: SchedulePlan, stripe?: Stripe): Planned[] {
  const cursor = new ScheduleCursor(plan, stripe);
  const requests: Planned[] = [];
  while (cursor.next()) {
    const { seq, phase, intendedMs, payloadIndex } = cursor;
    requests.push({ seq, phase, intendedMs, payloadIndex });
  }
  return requests;
}

/** Canonical bytes of the whole schedule, each stripe writing its requests where their seq says. */
function canonical(plan: SchedulePlan, stripes: number): Uint8Array {
  const bytes = new Uint8Array(walk(plan).length * CANONICAL_BYTES);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < stripes; index++) {
    const cursor = new ScheduleCursor(plan, { index, of: stripes });
    while (cursor.next()) writeCanonical(cursor, view, cursor.seq * CANONICAL_BYTES);
  }
  return bytes;
}

const rate = fc.double({ min: 1, max: 500, noNaN: true });
const arrivalsArbitrary: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), ratePerSec: rate }),
  fc.record({ kind: fc.constant("poisson" as const), ratePerSec: rate }),
  fc.record({
    kind: fc.constant("gamma" as const),
    ratePerSec: rate,
    cv: fc.double({ min: 0.1, max: 8, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("mmpp" as const),
    ratePerSec: rate,
    burst: fc.double({ min: 1, max: 50, noNaN: true }),
    share: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
    dwellMs: fc.double({ min: 1, max: 5000, noNaN: true }),
  }),
);
const planArbitrary: fc.Arbitrary<SchedulePlan> = fc.record({
  arrivals: arrivalsArbitrary,
  warmupMs: fc.constantFrom(0, 100, 1000.5),
  measureMs: fc.constantFrom(1, 500, 3000),
  seed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  traces: fc.constant({}),
  payloads: fc.integer({ min: 1, max: 1000 }),
});

const PLAN: SchedulePlan = {
  arrivals: { kind: "gamma", ratePerSec: 200, cv: 3 },
  warmupMs: 1000,
  measureMs: 5000,
  seed: 42,
  traces: {},
  payloads: 16,
};

it("has the same canonical bytes for every number of stripes", () => {
  fc.assert(
    fc.property(planArbitrary, fc.integer({ min: 2, max: 16 }), (plan, stripes) => {
      expect(canonical(plan, stripes)).toEqual(canonical(plan, 1));
    }),
    { numRuns: 60 },
  );
  for (let stripes = 1; stripes <= 16; stripes++)
    expect(canonical(PLAN, stripes)).toEqual(canonical(PLAN, 1));
});

it("deals the requests out to the stripes in turn", () => {
  expect(walk(PLAN, { index: 2, of: 5 })).toEqual(walk(PLAN).filter(({ seq }) => seq % 5 === 2));
});

it("numbers requests from 0, in rising order of time, warm-up first, none at or after the end", () => {
  fc.assert(
    fc.property(planArbitrary, (plan) => {
      const requests = walk(plan);
      expect(requests.map(({ seq }) => seq)).toEqual(requests.map((_, i) => i));
      let earlierMs = 0;
      for (const { phase, intendedMs, payloadIndex } of requests) {
        expect(intendedMs).toBeGreaterThanOrEqual(earlierMs);
        expect(intendedMs).toBeLessThan(plan.warmupMs + plan.measureMs);
        expect(phase).toBe(intendedMs < plan.warmupMs ? "warmup" : "measure");
        expect(Number.isInteger(payloadIndex) && payloadIndex >= 0 && payloadIndex < plan.payloads).toBe(
          true,
        );
        earlierMs = intendedMs;
      }
    }),
    { numRuns: 60 },
  );
});

it("does not move the measured part when the warm-up is longer", () => {
  fc.assert(
    fc.property(planArbitrary, fc.double({ min: 1, max: 5000, noNaN: true }), (plan, warmupMs) => {
      const measured = (p: SchedulePlan) =>
        walk(p)
          .filter(({ phase }) => phase === "measure")
          .map(({ intendedMs }) => intendedMs - p.warmupMs);
      const without = measured({ ...plan, warmupMs: 0 });
      const shifted = measured({ ...plan, warmupMs });
      expect(shifted.length).toBe(without.length);
      // Adding and subtracting the warm-up rounds: below 10 s by less than 1e-11 ms.
      for (const [i, atMs] of shifted.entries())
        expect(Math.abs(atMs - (without[i] ?? 0))).toBeLessThan(1e-11);
    }),
    { numRuns: 60 },
  );
});

it("does not move the warm-up when the measured process is another one of the same rate", () => {
  const warmup = (arrivals: Arrivals | null) =>
    walk({ ...PLAN, arrivals }).filter(({ phase }) => phase === "warmup");
  expect(warmup({ kind: "poisson", ratePerSec: 200 })).toEqual(warmup(PLAN.arrivals));
  // Poisson at the mean rate: 200 in one second, 4 σ = 57.
  expect(Math.abs(warmup(PLAN.arrivals).length - 200)).toBeLessThan(57);
});

it("is the beginning of the schedule with a longer measured part", () => {
  const long = walk({ ...PLAN, measureMs: 8000 });
  const short = walk(PLAN);
  expect(long.slice(0, short.length)).toEqual(short);
  expect(long.length).toBeGreaterThan(short.length);
});

it("gives request seq the same payload whatever the arrivals, the phases and the stripes", () => {
  const reference = walk({ ...PLAN, measureMs: 60_000 }).map(({ payloadIndex }) => payloadIndex);
  fc.assert(
    fc.property(planArbitrary, fc.integer({ min: 1, max: 16 }), (plan, of) => {
      for (const { seq, payloadIndex } of walk(
        { ...plan, seed: PLAN.seed, payloads: PLAN.payloads },
        { index: of - 1, of },
      )) {
        expect(payloadIndex).toBe(reference[seq]);
      }
    }),
    { numRuns: 30 },
  );
});

it("uses every payload equally often", () => {
  // χ² over 16 payloads, 15 degrees of freedom: mean 15, standard deviation √30; band 5 σ.
  const counts = new Array<number>(16).fill(0);
  const requests = walk({ ...PLAN, measureMs: 60_000 });
  for (const { payloadIndex } of requests) counts[payloadIndex] = (counts[payloadIndex] ?? 0) + 1;
  const each = requests.length / 16;
  const chi2 = counts.reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
  expect(chi2).toBeLessThan(15 + 5 * Math.sqrt(30));
});

it("differs between seeds in times and in payloads", () => {
  const [a, b] = [walk(PLAN), walk({ ...PLAN, seed: 43 })];
  expect(b.map(({ intendedMs }) => intendedMs)).not.toEqual(a.map(({ intendedMs }) => intendedMs));
  expect(b.map(({ payloadIndex }) => payloadIndex).slice(0, 50)).not.toEqual(
    a.map(({ payloadIndex }) => payloadIndex).slice(0, 50),
  );
});

describe("an empty schedule", () => {
  it("has no request when the measured part is shorter than the first gap", () => {
    const plan: SchedulePlan = {
      ...PLAN,
      arrivals: { kind: "poisson", ratePerSec: 0.001 },
      warmupMs: 0,
      measureMs: 0.001,
    };
    const cursor = new ScheduleCursor(plan);
    expect([cursor.next(), cursor.next()]).toEqual([false, false]);
    for (let index = 0; index < 4; index++) expect(walk(plan, { index, of: 4 })).toEqual([]);
  });
});

describe("writeCanonical", () => {
  it("writes u32 seq, u64 nanoseconds, u32 payload, little-endian", () => {
    const cursor = new ScheduleCursor(PLAN);
    cursor.seq = 0x01020304;
    cursor.intendedMs = 4294.967297; // 2^32 + 1 ns
    cursor.payloadIndex = 0x0a0b0c0d;
    const bytes = new Uint8Array(20);
    writeCanonical(cursor, new DataView(bytes.buffer), 4);
    expect([...bytes]).toEqual([0, 0, 0, 0, 4, 3, 2, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0x0d, 0x0c, 0x0b, 0x0a]);
  });

  it("keeps the bytes of a known schedule: whoever changes them changes every published hash", () => {
    // Seed 1, metronome at 1000/s without warm-up, 3 ms, one payload: 0, 1 and 2 ms.
    const plan: SchedulePlan = {
      arrivals: { kind: "constant", ratePerSec: 1000 },
      warmupMs: 0,
      measureMs: 3,
      seed: 1,
      traces: {},
      payloads: 1,
    };
    const u64 = (ns: number) => [ns & 255, (ns >> 8) & 255, (ns >> 16) & 255, ns >> 24, 0, 0, 0, 0];
    expect([...canonical(plan, 1)]).toEqual(
      [0, 1, 2].flatMap((i) => [i, 0, 0, 0, ...u64(i * 1_000_000), 0, 0, 0, 0]),
    );
  });
});
