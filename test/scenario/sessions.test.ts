import fc from "fast-check";
import { expect, it } from "vitest";
import { MinHeap } from "../../src/core/min-heap.ts";
import type { DueRequest } from "../../src/scenario/request-source.ts";
import { ScheduleCursor, type SchedulePlan } from "../../src/scenario/schedule.ts";
import { type SessionOptions, SessionSource } from "../../src/scenario/sessions.ts";

const PLAN: SchedulePlan = {
  arrivals: { kind: "poisson", ratePerSec: 50 },
  warmupMs: 2000,
  measureMs: 60_000,
  seed: 5,
  traces: {},
  payloads: 10,
};
const CHAT: SessionOptions = { turns: { mean: 4 }, thinkMs: { mean: 300, cv: 1 } };

/** Plays sessions against a server that answers everything after `serviceMs`, in virtual time. */
function play(
  options: SessionOptions,
  serviceMs: number,
  stripes = 1,
  fails: (turn: number) => boolean = () => false,
) {
  const requests: (DueRequest & { turn: number })[] = [];
  for (let index = 0; index < stripes; index++) {
    const source = new SessionSource(PLAN, options, { index, of: stripes });
    const inFlight = new MinHeap<number>();
    const turns = new Map<number, number>();
    while (source.dueMs < Number.POSITIVE_INFINITY || inFlight.size > 0) {
      if (inFlight.minKey <= source.dueMs) {
        const doneMs = inFlight.minKey;
        const seq = inFlight.pop();
        source.ended(seq, doneMs, !fails(turns.get(seq) ?? 0));
        continue;
      }
      const request = { ...source.take() };
      const turn = (turns.get(request.seq) ?? 0) + 1;
      turns.set(request.seq, turn);
      requests.push({ ...request, turn });
      inFlight.push(request.intendedMs + serviceMs, request.seq);
    }
  }
  return requests;
}

const bySessionAndTurn = (a: { seq: number; turn: number }, b: { seq: number; turn: number }) =>
  a.seq - b.seq || a.turn - b.turn;

it("begins sessions exactly where the schedule says", () => {
  const starts = play(CHAT, 20).filter(({ turn }) => turn === 1);
  const planned: number[] = [];
  for (const cursor = new ScheduleCursor(PLAN); cursor.next(); ) planned.push(cursor.intendedMs);
  expect(starts.map(({ intendedMs }) => intendedMs)).toEqual(planned);
});

it("is the same for every number of workers, as long as the server is", () => {
  const whole = play(CHAT, 20).toSorted(bySessionAndTurn);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 7 }), (stripes) => {
      expect(play(CHAT, 20, stripes).toSorted(bySessionAndTurn)).toEqual(whole);
    }),
    { numRuns: 6 },
  );
});

it("takes requests in the order in which they are due, none beyond the end of the measured part", () => {
  const requests = play(CHAT, 20);
  const times = requests.map(({ intendedMs }) => intendedMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.max(...times)).toBeLessThan(PLAN.warmupMs + PLAN.measureMs);
  expect(requests.every(({ phase, intendedMs }) => (phase === "warmup") === intendedMs < PLAN.warmupMs)).toBe(
    true,
  );
});

it("has the asked-for mean number of turns and think time", () => {
  // Sessions of the first half are not cut by the end: their turns are complete.
  const requests = play(CHAT, 20).toSorted(bySessionAndTurn);
  const early = new Set(
    requests.filter(({ turn, intendedMs }) => turn === 1 && intendedMs < 30_000).map(({ seq }) => seq),
  );
  const turns = requests.filter(({ seq }) => early.has(seq)).length / early.size;
  // Geometric with mean 4 has a standard deviation of √12; 4 sigma of the mean of the sessions.
  expect(Math.abs(turns - 4)).toBeLessThan((4 * Math.sqrt(12)) / Math.sqrt(early.size));
  const thinks = requests.flatMap((request, i) => {
    const before = requests[i - 1];
    return before?.seq === request.seq ? [request.intendedMs - before.intendedMs - 20] : [];
  });
  const mean = thinks.reduce((sum, ms) => sum + ms, 0) / thinks.length;
  expect(Math.abs(mean - 300)).toBeLessThan((4 * 300) / Math.sqrt(thinks.length));
});

it("asks a slow server less often: later turns follow the answers", () => {
  const count = (serviceMs: number) => play(CHAT, serviceMs).length;
  expect(count(20_000)).toBeLessThan(0.6 * count(20));
});

it("ends a session whose request failed", () => {
  const requests = play(CHAT, 20, 1, (turn) => turn === 2);
  expect(Math.max(...requests.map(({ turn }) => turn))).toBe(2);
});
