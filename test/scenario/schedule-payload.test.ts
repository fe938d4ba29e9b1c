import fc from "fast-check";
import { expect, it } from "vitest";
import type { Repetition } from "../../src/payloads/repetition/index.ts";
import {
  countRequests,
  ScheduleCursor,
  type SchedulePlan,
  type Stripe,
} from "../../src/scenario/schedule.ts";

const PLAN: SchedulePlan = {
  arrivals: { kind: "poisson", ratePerSec: 200 },
  warmupMs: 1000,
  measureMs: 4000,
  seed: 5,
  traces: {},
  payloads: 2000,
};

interface Planned {
  readonly seq: number;
  readonly intendedMs: number;
  readonly payloadIndex: number;
}

function walk(plan: SchedulePlan, stripe?: Stripe): Planned[] {
  const cursor = new ScheduleCursor(plan, stripe);
  const requests: Planned[] = [];
  while (cursor.next()) {
    const { seq, intendedMs, payloadIndex } = cursor;
    requests.push({ seq, intendedMs, payloadIndex });
  }
  return requests;
}

const payloadsOf = (plan: SchedulePlan) => walk(plan).map(({ payloadIndex }) => payloadIndex);
const timesOf = (plan: SchedulePlan) => walk(plan).map(({ intendedMs }) => intendedMs);

const repetitions: Repetition[] = [
  { kind: "uniform" },
  { kind: "zipf", exponent: 1.1 },
  { kind: "unique" },
  { kind: "drift" },
];

it("chooses the same payloads for every number of workers, whatever the repetition", () => {
  fc.assert(
    fc.property(fc.constantFrom(...repetitions), fc.integer({ min: 2, max: 16 }), (repetition, of) => {
      const plan = { ...PLAN, repetition };
      const striped = Array.from({ length: of }, (_, index) => walk(plan, { index, of })).flat();
      expect(striped.sort((a, b) => a.seq - b.seq)).toEqual(walk(plan));
    }),
    { numRuns: 20 },
  );
});

it("varies the payloads alone with the payload seed, and the times alone with the seed", () => {
  const other = { ...PLAN, payloadSeed: 6 };
  expect(timesOf(other)).toEqual(timesOf(PLAN));
  expect(payloadsOf(other)).not.toEqual(payloadsOf(PLAN));
  const [a, b] = [payloadsOf({ ...PLAN, payloadSeed: 9 }), payloadsOf({ ...PLAN, seed: 8, payloadSeed: 9 })];
  const both = Math.min(a.length, b.length);
  expect(a.slice(0, both)).toEqual(b.slice(0, both));
});

it("takes the seed for the payloads where no payload seed is given", () => {
  expect(payloadsOf({ ...PLAN, payloadSeed: PLAN.seed })).toEqual(payloadsOf(PLAN));
});

it("repeats no payload when each request has its own, warm-up included", () => {
  const requests = countRequests({ ...PLAN, repetition: { kind: "unique" } });
  const plan: SchedulePlan = { ...PLAN, payloads: requests, repetition: { kind: "unique" } };
  expect(payloadsOf(plan)).toEqual(Array.from({ length: requests }, (_, seq) => seq));
});

it("drifts with the measured time: the warm-up and the beginning use the first quarter, the end the last", () => {
  const requests = walk({ ...PLAN, repetition: { kind: "drift" } });
  const inMs = (from: number, to: number) =>
    requests
      .filter(({ intendedMs }) => intendedMs >= from && intendedMs < to)
      .map(({ payloadIndex }) => payloadIndex);
  expect(Math.max(...inMs(0, 1000))).toBeLessThan(500);
  expect(Math.min(...inMs(4900, 5000))).toBeGreaterThanOrEqual(1500 * 0.97);
});
