import fc from "fast-check";
import { expect, it } from "vitest";
import { MinHeap } from "../../src/core/min-heap.ts";
import { type ClosedLoop, ClosedSource } from "../../src/scenario/closed-source.ts";
import type { DueRequest } from "../../src/scenario/request-source.ts";
import type { SchedulePlan, Stripe } from "../../src/scenario/schedule.ts";

const PLAN: SchedulePlan = {
  arrivals: null,
  warmupMs: 1000,
  measureMs: 4000,
  seed: 5,
  traces: {},
  payloads: 10,
};
const END_MS = PLAN.warmupMs + PLAN.measureMs;
const WHOLE: Stripe = { index: 0, of: 1 };

interface Played extends DueRequest {
  readonly doneMs: number;
}

/** Plays a closed loop in virtual time, against a server that needs `serviceMs` for each request. */
function play(
  loop: ClosedLoop,
  serviceMs: (request: DueRequest) => number,
  stripe = WHOLE,
  fails: (request: DueRequest) => boolean = () => false,
): Played[] {
  const source = new ClosedSource(PLAN, loop, stripe);
  const inFlight = new MinHeap<DueRequest>();
  const played: Played[] = [];
  while (source.dueMs < Number.POSITIVE_INFINITY || inFlight.size > 0) {
    if (inFlight.minKey <= source.dueMs) {
      const doneMs = inFlight.minKey;
      const request = inFlight.pop();
      source.ended(request.seq, doneMs, !fails(request));
      continue;
    }
    const request = { ...source.take() };
    const doneMs = request.intendedMs + serviceMs(request);
    played.push({ ...request, doneMs });
    inFlight.push(doneMs, request);
  }
  return played;
}

const inFlightAt = (played: readonly Played[], atMs: number) =>
  played.filter(({ intendedMs, doneMs }) => intendedMs <= atMs && atMs < doneMs).length;

const loops = fc.record({ concurrency: fc.integer({ min: 1, max: 40 }) });
const ramps = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map(([a, b]) => ({ rampFrom: Math.min(a, b), concurrency: Math.max(a, b) }));
const stripings = fc.integer({ min: 1, max: 7 });
const moments = fc.array(fc.integer({ min: 0, max: END_MS - 1 }), {
  minLength: 1,
  maxLength: 20,
});

/** Services that differ from request to request. */
const uneven = ({ seq, intendedMs }: DueRequest) => 20 + ((seq * 37 + Math.floor(intendedMs)) % 180);

it("keeps exactly `concurrency` requests in flight at every moment until the end", () => {
  fc.assert(
    fc.property(loops, moments, (loop, atMs) => {
      const played = play(loop, uneven);
      for (const moment of atMs) expect(inFlightAt(played, moment)).toBe(loop.concurrency);
    }),
    { numRuns: 30 },
  );
});

it("grows evenly over the measured part, from the number that warmed up to `concurrency`", () => {
  fc.assert(
    fc.property(ramps, moments, (loop, atMs) => {
      const played = play(loop, uneven);
      const { rampFrom, concurrency } = loop;
      for (const moment of atMs) {
        const share = (moment - PLAN.warmupMs) / PLAN.measureMs;
        const joined = share < 0 ? 0 : Math.floor((concurrency - rampFrom) * share + 1e-9) + 1;
        expect(inFlightAt(played, moment)).toBe(Math.min(concurrency, rampFrom + joined));
      }
      expect(inFlightAt(played, END_MS - 1)).toBe(concurrency);
    }),
    { numRuns: 30 },
  );
});

it("sums up to the whole over any number of workers, and numbers requests once", () => {
  fc.assert(
    fc.property(ramps, stripings, moments, (loop, of, atMs) => {
      const workers = Array.from({ length: of }, (_, index) => play(loop, () => 50, { index, of }));
      const all = workers.flat();
      expect(new Set(all.map(({ seq }) => seq)).size).toBe(all.length);
      const alone = play(loop, () => 50);
      for (const moment of atMs) expect(inFlightAt(all, moment)).toBe(inFlightAt(alone, moment));
      const times = (played: readonly Played[]) =>
        played.map(({ intendedMs }) => intendedMs).toSorted((a, b) => a - b);
      expect(times(all)).toEqual(times(alone));
    }),
    { numRuns: 30 },
  );
});

it("sends the next request at the moment of the answer, and rests 100 ms after a failure", () => {
  const gaps = (ok: boolean) => {
    const played = play(
      { concurrency: 1 },
      () => 30,
      WHOLE,
      () => !ok,
    );
    return new Set(played.slice(1).map(({ intendedMs }, i) => intendedMs - (played[i]?.doneMs ?? 0)));
  };
  expect([...gaps(true)]).toEqual([0]);
  expect([...gaps(false)]).toEqual([100]);
});

it("begins at 0, counts as warm-up what begins before the measured part, and begins nothing after it", () => {
  const played = play({ concurrency: 5 }, uneven);
  const times = played.map(({ intendedMs }) => intendedMs);
  expect(times[0]).toBe(0);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.max(...times)).toBeLessThan(END_MS);
  expect(Math.max(...times)).toBeGreaterThan(END_MS - 200);
  expect(
    played.filter(({ phase, intendedMs }) => (phase === "warmup") !== intendedMs < PLAN.warmupMs),
  ).toEqual([]);
});

it("follows the server: half the service time, twice the requests", () => {
  const count = (serviceMs: number) => play({ concurrency: 4 }, () => serviceMs).length;
  expect(count(50)).toBe((4 * END_MS) / 50);
  expect(count(25)).toBe((4 * END_MS) / 25);
});
