import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BatchingPolicy, isQueueFull } from "../../src/batching/policy.ts";
import { type Decision, decide, type QueueView } from "../../src/batching/rule.ts";

interface Waiting {
  readonly items: number;
  readonly shapeKey: string;
  readonly enqueuedMs: number;
}

const view = (waiting: readonly Waiting[]): QueueView => ({
  length: waiting.length,
  itemsAt: (i) => waiting[i]?.items ?? 0,
  shapeKeyAt: (i) => waiting[i]?.shapeKey ?? "",
  enqueuedMsAt: (i) => waiting[i]?.enqueuedMs ?? 0,
});

const queue = (...items: readonly number[]) =>
  view(items.map((n) => ({ items: n, shapeKey: "", enqueuedMs: 0 })));

const policy = (changes: Partial<BatchingPolicy> = {}): BatchingPolicy => ({
  dynamic: true,
  maxBatch: 8,
  maxQueueDelayMs: 10,
  preferredSizes: [],
  maxQueueSize: 0,
  ...changes,
});

const send = (requests: number, complete: boolean): Decision => ({ kind: "dispatch", requests, complete });

describe("decide", () => {
  it.each<[string, QueueView, number, Partial<BatchingPolicy>, Decision]>([
    ["nothing waits", queue(), 0, {}, { kind: "idle" }],
    ["one waits: until its delay is over", queue(1), 3, {}, { kind: "wait", untilMs: 10 }],
    ["its delay is over", queue(1), 10, {}, send(1, false)],
    ["no delay: at once", queue(1, 1), 0, { maxQueueDelayMs: 0 }, send(2, false)],
    ["the maximum is formed", queue(4, 4, 4), 0, {}, send(2, true)],
    ["the next one does not fit: nothing can be gained by waiting", queue(5, 5), 0, {}, send(1, true)],
    ["a preferred size is formed exactly", queue(3, 1, 1), 0, { preferredSizes: [4] }, send(2, false)],
    ["the largest of two preferred sizes", queue(2, 2, 4), 0, { preferredSizes: [4, 8] }, send(3, true)],
    [
      "7 wait, sizes 4 and 8: 4 go",
      queue(1, 1, 1, 1, 1, 1, 1),
      0,
      { preferredSizes: [4, 8] },
      send(4, false),
    ],
    ["the same, overdue: all go", queue(1, 1, 1, 1, 1, 1, 1), 10, { preferredSizes: [4, 8] }, send(7, false)],
    ["the next jumps over every preferred size", queue(3, 3), 0, { preferredSizes: [4] }, send(1, false)],
    [
      "below the preferred size: wait",
      queue(1, 1),
      0,
      { preferredSizes: [4] },
      { kind: "wait", untilMs: 10 },
    ],
    ["not dynamic: one at a time", queue(1, 1), 0, { dynamic: false }, send(1, true)],
  ])("%s", (_intent, waiting, nowMs, changes, expected) => {
    expect(decide(waiting, nowMs, policy(changes))).toEqual(expected);
  });

  it("a request of another shape ends the batch, which goes out at once", () => {
    const waiting = ["a", "a", "b"].map((shapeKey) => ({ items: 1, shapeKey, enqueuedMs: 0 }));
    expect(decide(view(waiting), 0, policy())).toEqual(send(2, true));
  });
});

const policies = fc.record({
  dynamic: fc.constant(true),
  maxBatch: fc.integer({ min: 1, max: 10 }),
  maxQueueDelayMs: fc.constantFrom(0, 0.1, 2.3, 7),
  preferredSizes: fc.uniqueArray(fc.integer({ min: 1, max: 10 }), { maxLength: 3 }),
  maxQueueSize: fc.constant(0),
});
const arrivals = fc.array(
  fc.record({
    gapMs: fc.double({ min: 0, max: 4, noNaN: true }),
    items: fc.integer({ min: 1, max: 4 }),
    shapeKey: fc.constantFrom("a", "a", "a", "b"),
  }),
  { maxLength: 25 },
);
const cases = fc.tuple(policies, arrivals).map(([made, gaps]) => {
  const given = { ...made, preferredSizes: made.preferredSizes.filter((size) => size <= made.maxBatch) };
  let enqueuedMs = 0;
  const waiting = gaps.map(({ gapMs, items, shapeKey }) => {
    enqueuedMs += gapMs;
    return { items: Math.min(items, given.maxBatch), shapeKey, enqueuedMs };
  });
  return { policy: given, waiting };
});

/** The rule as its documentation says it, by trying every prefix of the queue. */
function naive(waiting: readonly Waiting[], nowMs: number, given: BatchingPolicy): number | "wait" {
  const itemsIn = (count: number) => waiting.slice(0, count).reduce((sum, { items }) => sum + items, 0);
  const fits = (count: number) =>
    count === 1 ||
    (itemsIn(count) <= given.maxBatch &&
      waiting.slice(0, count).every((w) => w.shapeKey === waiting[0]?.shapeKey));
  const counts = waiting.map((_, i) => i + 1);
  const longest = Math.max(...counts.filter((count) => counts.slice(0, count).every(fits)));
  const preferred = given.preferredSizes.length > 0 ? given.preferredSizes : [given.maxBatch];
  const largest = Math.max(...preferred);
  const overdue = given.maxQueueDelayMs > 0 && nowMs >= (waiting[0]?.enqueuedMs ?? 0) + given.maxQueueDelayMs;
  const exact = counts.filter((count) => count <= longest && preferred.includes(itemsIn(count)));
  const jumpsOver = counts.find(
    (count) => count <= longest && count < waiting.length && itemsIn(count + 1) > largest,
  );
  if (!overdue && exact.length > 0) return Math.max(...exact);
  if (!overdue && jumpsOver !== undefined) return jumpsOver;
  const cannotGrow = longest < waiting.length || itemsIn(longest) >= largest;
  return overdue || cannotGrow || given.maxQueueDelayMs === 0 ? longest : "wait";
}

describe("for any queue and policy, the rule", () => {
  it("agrees with a naive reading of Triton's description", () => {
    fc.assert(
      fc.property(
        cases,
        fc.double({ min: 0, max: 12, noNaN: true }),
        ({ policy: given, waiting }, afterMs) => {
          fc.pre(waiting.length > 0);
          const nowMs = (waiting.at(-1)?.enqueuedMs ?? 0) + afterMs;
          const decision = decide(view(waiting), nowMs, given);
          const expected = naive(waiting, nowMs, given);
          expect(decision.kind === "dispatch" ? decision.requests : decision.kind).toBe(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("calls a batch complete only if neither arrivals nor time change it", () => {
    fc.assert(
      fc.property(cases, fc.nat(20), ({ policy: given, waiting }, seen) => {
        const front = waiting.slice(0, seen);
        fc.pre(front.length > 0);
        const nowMs = front.at(-1)?.enqueuedMs ?? 0;
        const decision = decide(view(front), nowMs, given);
        fc.pre(decision.kind === "dispatch" && decision.complete);
        expect(decide(view(waiting), nowMs, given)).toEqual(decision);
        expect(decide(view(waiting), nowMs + 1000, given)).toEqual(decision);
      }),
      { numRuns: 500 },
    );
  });

  it("loses nothing, keeps the order, never exceeds the maximum and never delays beyond the limit", () => {
    fc.assert(
      fc.property(cases, ({ policy: given, waiting }) => {
        const sent: Waiting[] = [];
        const left = [...waiting];
        let present: Waiting[] = [];
        let nowMs = 0;
        while (left.length > 0 || present.length > 0) {
          const decision = decide(view(present), nowMs, given);
          if (decision.kind === "dispatch") {
            const batch = present.slice(0, decision.requests);
            present = present.slice(decision.requests);
            expect(batch.length).toBeGreaterThan(0);
            expect(batch.reduce((sum, { items }) => sum + items, 0)).toBeLessThanOrEqual(given.maxBatch);
            // With an instance always free, the oldest request leaves by its deadline.
            expect(nowMs).toBeLessThanOrEqual((batch[0]?.enqueuedMs ?? 0) + given.maxQueueDelayMs);
            sent.push(...batch);
            continue;
          }
          const arrivalMs = left[0]?.enqueuedMs ?? Number.POSITIVE_INFINITY;
          nowMs = decision.kind === "wait" ? Math.min(decision.untilMs, arrivalMs) : arrivalMs;
          while (left[0] !== undefined && left[0].enqueuedMs <= nowMs) present.push(...left.splice(0, 1));
        }
        expect(sent).toEqual(waiting);
      }),
      { numRuns: 300 },
    );
  });
});

it("a queue limit of 2 takes two requests, 0 means no limit", () => {
  expect([1, 2].map((n) => isQueueFull(n, policy({ maxQueueSize: 2 })))).toEqual([false, true]);
  expect(isQueueFull(1e6, policy())).toBe(false);
});
