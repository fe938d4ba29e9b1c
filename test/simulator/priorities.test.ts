import fc from "fast-check";
import { expect, test } from "vitest";
import { triton } from "../../src/simulator/batchers/triton.ts";
import { parseQueuePolicy } from "../../src/simulator/priorities/queue-policy.ts";
import { parseShares, priorityDraw } from "../../src/simulator/priorities/shares.ts";
import { poisson, run } from "./fleet-run.ts";

// Worked by hand from `PriorityQueue` and `PolicyQueue` of triton-inference-server/core (src/scheduler_utils.cc), and from
// `GetDynamicBatch` (src/dynamic_batch_scheduler.cc). An execution takes 10 ms, and 1 ms for each of its requests.

interface Case {
  readonly arrivalsMs: readonly number[];
  /** Priority of each request, in the order of arrivals; left out = none has one. */
  readonly priorities?: readonly number[];
  readonly policies?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly maxBatch?: number;
  readonly maxDelayMs?: number;
  readonly service?: string;
}

/** When each request ended, ms, in the order of arrivals; negative where it was refused. */
function endsOf(asked: Case): number[] {
  const { arrivalsMs, priorities, policies = [], requestTimeoutMs = 0, maxBatch = 1, maxDelayMs = 0 } = asked;
  const levels = Math.max(0, ...(priorities ?? []));
  const ends: number[] = [];
  const batcher = triton({
    ...{
      maxBatch,
      maxDelayMs,
      preferredSizes: [],
      groupsAhead: 2,
      mergesAhead: true,
      onlyCompleteAhead: false,
    },
    priorities: { levels, policies: policies.map(parseQueuePolicy), requestTimeoutMs },
  });
  run(
    {
      ...{
        service: asked.service ?? "affine:10ms+1ms,max=64",
        load: poisson(1),
        arrivalsMs,
        measureMs: 1000,
        batcher,
      },
      priorityOf: (seq) => priorities?.[seq] ?? 0,
    },
    ({ seq, doneMs, outcome, status }) => {
      ends[seq] = outcome === "ok" ? doneMs : -doneMs;
      if (outcome !== "ok") expect(status).toBe(503);
    },
  );
  return ends;
}

test("a higher priority goes first, and within one the first that came", () => {
  expect(endsOf({ arrivalsMs: [0, 1, 2, 3], priorities: [2, 2, 1, 1] })).toEqual([11, 44, 22, 33]);
});

test("a batch is filled from the highest priority down, and nothing is formed ahead", () => {
  const asked = { arrivalsMs: [0, 1, 2, 3], priorities: [2, 3, 2, 1], maxBatch: 2 };
  expect(endsOf(asked)).toEqual([11, 34, 23, 23]);
});

test("the delay of a batch is that of the one that waits longest, whatever its priority", () => {
  expect(endsOf({ arrivalsMs: [0, 8], priorities: [2, 1], maxBatch: 4, maxDelayMs: 10 })).toEqual([22, 22]);
});

test("a request that waited too long is rejected when a batch is formed of it, not before", () => {
  const asked = { arrivalsMs: [0, 1, 20], policies: ["timeout=5ms"] };
  expect(endsOf(asked)).toEqual([11, -11, 31]);
});

test("one that is put back goes behind the others of its level, and before the next level", () => {
  const policies = ["timeout=5ms,action=delay"];
  expect(endsOf({ arrivalsMs: [0, 1, 7], policies })).toEqual([11, 33, 22]);
  expect(endsOf({ arrivalsMs: [0, 1, 7, 7], priorities: [1, 1, 1, 2], policies })).toEqual([11, 33, 22, 44]);
});

test("a shorter timeout of the request counts where the policy lets it, and never where the policy has none", () => {
  const asked = { arrivalsMs: [0, 1], requestTimeoutMs: 5 };
  expect(endsOf({ ...asked, policies: ["timeout=50ms,override=yes"] })).toEqual([11, -11]);
  expect(endsOf({ ...asked, policies: ["timeout=50ms"] })).toEqual([11, 22]);
  expect(endsOf({ ...asked, policies: ["timeout=2ms,override=yes"] })).toEqual([11, -11]);
  expect(endsOf({ ...asked, policies: ["override=yes"] })).toEqual([11, 22]);
});

test("each level has its own limit, the policy without a level those of all others", () => {
  expect(endsOf({ arrivalsMs: [0, 1, 2], policies: ["max=1"] })).toEqual([11, 22, -2]);
  const asked = { arrivalsMs: [0, 1, 2, 3, 4], priorities: [1, 2, 2, 1, 1], policies: ["level=2,max=1"] };
  expect(endsOf(asked)).toEqual([11, 44, -2, 22, 33]);
});

test("a request whose time is over holds its place until somebody looks", () => {
  expect(endsOf({ arrivalsMs: [0, 1, 8], policies: ["max=1,timeout=5ms"] })).toEqual([11, -11, -8]);
});

test("behind the first request that does not fit nobody looks", () => {
  // At 11 the batch takes the third and the fourth, and sees the fifth, whose time is not over. That of the second is since 6: it is
  // looked at when the fifth is taken, at 23.
  const asked = { maxBatch: 2, policies: ["level=2,timeout=5ms"] };
  const more = { arrivalsMs: [0, 1, 2, 3, 4], priorities: [1, 2, 1, 1, 1] };
  expect(endsOf({ ...asked, ...more })).toEqual([11, -23, 23, 23, 34]);
  // The place right behind the batch is looked at with it (`ApplyPolicyAtCursor` after `AdvanceCursor`).
  expect(endsOf({ ...asked, arrivalsMs: [0, 1, 2, 3], priorities: [1, 2, 1, 1] })).toEqual([11, -11, 23, 23]);
});

test("an idle instance that waits for a fuller batch wakes for a timeout", () => {
  const asked = { arrivalsMs: [0], maxBatch: 4, maxDelayMs: 100 };
  expect(endsOf({ ...asked, policies: ["timeout=20ms"] })).toEqual([-20]);
  expect(endsOf({ ...asked, policies: ["timeout=20ms,action=delay"] })).toEqual([111]);
});

test("while no instance is free, timeouts are looked at every half second", () => {
  const asked = { arrivalsMs: [0, 100, 700], service: "affine:2s+1ms,max=64", policies: ["timeout=50ms"] };
  expect(endsOf(asked)).toEqual([2001, -600, -1100]);
});

test("without levels and policies the line is the plain one", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 12 }),
      (gapsMs, maxBatch, maxDelayMs) => {
        let atMs = 0;
        const arrivalsMs = [0, ...gapsMs.map((gapMs) => (atMs += gapMs))];
        const plain: number[] = [];
        const batcher = triton({
          ...{ maxBatch, maxDelayMs, preferredSizes: [], groupsAhead: 0, onlyCompleteAhead: false },
        });
        const service = "affine:10ms+1ms,max=64";
        run({ service, load: poisson(1), arrivalsMs, measureMs: 1000, batcher }, ({ seq, doneMs }) => {
          plain[seq] = doneMs;
        });
        expect(endsOf({ arrivalsMs, maxBatch, maxDelayMs })).toEqual(plain);
      },
    ),
    { numRuns: 30 },
  );
});

test("priorities are drawn by share, the rest has the default one, and a seed always draws the same", () => {
  const shares = parseShares("1:0.2,3:0.5", 3);
  const draw = priorityDraw(shares, 2, 7);
  const found = Array.from({ length: 20_000 }, (_, seq) => draw(seq));
  const share = (priority: number) => found.filter((one) => one === priority).length / found.length;
  expect(share(1)).toBeCloseTo(0.2, 1);
  expect(share(2)).toBeCloseTo(0.3, 1);
  expect(share(3)).toBeCloseTo(0.5, 1);
  expect(found.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, seq) => priorityDraw(shares, 2, 7)(seq)));
  expect(() => parseShares("1:0.6,2:0.6", 2)).toThrow("the shares are more than 1");
  expect(() => parseShares("4:0.1", 3)).toThrow("there is no priority 4 among 3 levels");
  expect(() => parseShares("1:0.1,1:0.2", 3)).toThrow("stands there twice");
  expect(() => parseShares("1", 3)).toThrow("no priority with its share");
});
