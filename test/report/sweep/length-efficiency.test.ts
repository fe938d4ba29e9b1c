import fc from "fast-check";
import { expect, test } from "vitest";
import { lengthEfficiency } from "../../../src/report/sweep/length-efficiency.ts";
import type { SweepResult } from "../../../src/result/sweep-result.ts";
import { lengthsSweep, sweepResult } from "./fixture.ts";

function efficiency(result: SweepResult) {
  const found = lengthEfficiency(result);
  if (typeof found === "string") throw new Error(found);
  return found;
}

/** A sweep of fp32 alone, whose runs of the model take `perRun` requests where lengths are equal. */
function sweepOf(lengths: readonly string[], perRun: number): SweepResult {
  const result = sweepResult({ axes: { lengths, concurrency: ["16"] }, slo: [], accuracy: [] });
  return {
    ...result,
    fixed: { batch: "2" },
    points: result.points.map((point) => ({ ...point, meanBatch: 2 * perRun })),
  };
}

test("pairs of short and long inputs: with lengths 1 and 3 equally often, 1 − 2 ÷ 2.5 = 20 % is padding", () => {
  const { spreads, perRun } = efficiency(sweepOf(["fixed:2", "bimodal:short=1,long=3,share=0.5"], 2));
  expect(perRun).toBe(2);
  expect(spreads[0]).toEqual({ lengths: "fixed:2", mean: 2, cv: 0, paddingShare: 0 });
  expect(spreads[1]?.mean).toBeCloseTo(2, 1);
  expect(spreads[1]?.cv).toBeCloseTo(0.5, 1);
  expect(spreads[1]?.paddingShare).toBeCloseTo(0.2, 2);
});

test("more requests in a run never need less padding, and the share stays below 1", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 }), (perRun, least) => {
      const of = (many: number) =>
        efficiency(sweepOf([`fixed:${least}`, `uniform:${least}-${4 * least}`], many)).spreads[1]
          ?.paddingShare ?? 0;
      const [few, more] = [of(perRun), of(perRun * 2)];
      expect(few).toBeLessThanOrEqual(more + 1e-9);
      expect(more).toBeLessThan(1);
    }),
    { numRuns: 10 },
  );
});

test("one request in a run needs none", () => {
  expect(efficiency(sweepOf(["fixed:8", "uniform:1-15"], 1)).spreads[1]?.paddingShare).toBe(0);
});

test("speed is told beside the least spread, per variant, all else equal", () => {
  const { ratios } = efficiency(lengthsSweep());
  expect(ratios.filter(({ lengths }) => lengths === "fixed:64").map(({ ratio }) => ratio)).toEqual([1, 1]);
  expect(ratios).toHaveLength(8);
  for (const { lengths, ratio } of ratios) if (lengths !== "fixed:64") expect(ratio).toBeLessThan(1);
});

test("a server that does not tell its batches leaves the padding unknown", () => {
  const result = lengthsSweep();
  const silent = { ...result, points: result.points.map((point) => ({ ...point, meanBatch: null })) };
  expect(efficiency(silent).spreads.map(({ paddingShare }) => paddingShare)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test.each([
  ["no axis of lengths", sweepResult(), "no axis of lengths"],
  ["one distribution and a trace", sweepOf(["fixed:2", "trace:file=some.csv"], 2), "fewer than two"],
])("%s: says so", (_, result, words) => {
  expect(lengthEfficiency(result)).toContain(words);
});
