import { expect, test } from "vitest";
import type { BatcherKind } from "../../src/simulator/batchers/batcher-kind.ts";
import { BATCHERS } from "../../src/simulator/batchers/index.ts";
import { poisson, run } from "./fleet-run.ts";

interface Case {
  readonly kind: BatcherKind;
  readonly arrivalsMs: readonly number[];
  readonly maxBatch: number;
  readonly maxDelayMs: number;
  readonly instances?: number;
}

/** When each request was answered, ms, in the order of arrivals. An execution takes 10 ms, and 1 ms for each of its requests. */
function answersOf({ kind, arrivalsMs, maxBatch, maxDelayMs, instances = 1 }: Case): number[] {
  const done: number[] = [];
  const batcher = kind.create({ maxBatch, maxDelayMs, preferredSizes: [], priorities: null });
  const service = "affine:10ms+1ms,max=64";
  run({ service, load: poisson(1), arrivalsMs, measureMs: 1000, instances, batcher }, ({ seq, doneMs }) => {
    done[seq] = doneMs;
  });
  return done;
}

const { triton, torchserve, "ray-serve": rayServe, none } = BATCHERS;

test("every batcher is registered under its own name", () => {
  for (const [name, { kind }] of Object.entries(BATCHERS)) expect(kind).toBe(name);
});

test.each([torchserve, rayServe])("$kind: an idle worker waits from the first request", (kind) => {
  // 0: taken by the idle worker, which waits until 5 and goes with three, until 5 + 13.
  expect(answersOf({ kind, arrivalsMs: [0, 2, 4, 30], maxBatch: 8, maxDelayMs: 5 })).toEqual([
    18,
    18,
    18,
    30 + 5 + 11,
  ]);
});

test.each([torchserve, rayServe])("$kind: a full batch goes at once", (kind) => {
  expect(answersOf({ kind, arrivalsMs: [0, 1, 2], maxBatch: 2, maxDelayMs: 50 })).toEqual([
    1 + 12,
    1 + 12,
    13 + 50 + 11,
  ]);
});

test("a worker that was busy waits anew for what waited already, where Triton's delay is over", () => {
  // The first goes alone at 5, until 16. The second came at 7: Triton's delay is over at 12, that of the worker begins at 16.
  const asked = { arrivalsMs: [0, 7, 18], maxBatch: 8, maxDelayMs: 5 };
  expect(answersOf({ kind: triton, ...asked })).toEqual([16, 27, 38]);
  expect(answersOf({ kind: torchserve, ...asked })).toEqual([16, 21 + 12, 21 + 12]);
  expect(answersOf({ kind: rayServe, ...asked })).toEqual([16, 21 + 12, 21 + 12]);
});

test("without a delay TorchServe takes two at most, Ray Serve and Triton all that wait", () => {
  const asked = { arrivalsMs: [0, 1, 2, 3], maxBatch: 8, maxDelayMs: 0 };
  expect(answersOf({ kind: torchserve, ...asked })).toEqual([11, 23, 23, 34]);
  expect(answersOf({ kind: rayServe, ...asked })).toEqual([11, 24, 24, 24]);
  expect(answersOf({ kind: triton, ...asked })).toEqual([11, 24, 24, 24]);
});

test("TorchServe with two workers: while one computes, the other gathers", () => {
  // The first worker goes at 5 with two, until 17; the second takes the one of 6, and goes at 11, until 22.
  const asked = { arrivalsMs: [0, 2, 6], maxBatch: 8, maxDelayMs: 5, instances: 2 };
  expect(answersOf({ kind: torchserve, ...asked })).toEqual([17, 17, 22]);
});

test("none computes each request alone, whatever waits", () => {
  expect(answersOf({ kind: none, arrivalsMs: [0, 1, 2], maxBatch: 1, maxDelayMs: 0 })).toEqual([11, 22, 33]);
});
