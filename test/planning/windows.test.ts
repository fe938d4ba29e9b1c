import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { type Evaluation, isHopeless, keepsAll } from "../../src/planning/windows/evaluation.ts";
import type { WindowOutcome } from "../../src/planning/windows/window-outcome.ts";
import { WindowTally } from "../../src/planning/windows/window-tally.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";

const sample = (intendedMs: number, tookMs: number, outcome: Sample["outcome"] = "ok"): Sample => ({
  seq: 0,
  shard: 0,
  phase: "measure",
  endpoint: 0,
  items: 1,
  intendedMs,
  sentMs: intendedMs,
  firstByteMs: null,
  doneMs: intendedMs + tookMs,
  bytes: 0,
  outcome,
  failure: "none",
  status: 0,
});

const ABOUT = { seed: 1, meanBatch: null };
const OBJECTIVES = ["p99<=50ms", "errors<=1%"].map(objectiveOf);

describe("a window of two minutes", () => {
  /** 100 requests a minute, of which those of the second minute take longer: 1 to 100 ms. */
  const tally = new WindowTally(5000, 120_000);
  for (let index = 0; index < 100; index++) tally.add(sample(5000 + index * 600, 10));
  for (let index = 0; index < 100; index++) tally.add(sample(65_000 + index * 600, index + 1));
  tally.add({ ...sample(0, 1), phase: "warmup" });
  const outcome = tally.outcome(OBJECTIVES, ABOUT);

  it("has exact percentiles", () => {
    // 200 values: 10 a hundred times, and 1 to 100: ranks 100, 190 and 198.
    expect(outcome).toMatchObject({
      requests: 200,
      failed: 0,
      p50Ms: 10,
      p95Ms: 90,
      p99Ms: 98,
      meanMs: 30.25,
    });
    expect(outcome.objectives).toEqual([98, 0]);
  });

  it("knows which minutes keep the objectives, and which is the worst", () => {
    expect(outcome.minutes).toEqual([true, false]);
    expect(outcome.worst).toMatchObject({ minute: 1, withinShare: 0.5, p99Ms: 99, keepsObjectives: false });
    expect(outcome.worst?.seconds.reduce((sum, { offered }) => sum + offered, 0)).toBe(116);
  });
});

it("a failed request is infinitely slow", () => {
  const tally = new WindowTally(0, 60_000);
  for (let index = 0; index < 98; index++) tally.add(sample(index, 10));
  for (let index = 0; index < 2; index++) tally.add(sample(index, 10, "timeout"));
  const { p95Ms, p99Ms, objectives } = tally.outcome(OBJECTIVES, ABOUT);
  expect({ p95Ms, p99Ms, objectives }).toEqual({ p95Ms: 10, p99Ms: null, objectives: [null, 0.02] });
});

describe("objectives over seeds", () => {
  const evaluation = (values: readonly (number | null)[], seeds = values.length): Evaluation => ({
    outcomes: values.map((p99Ms) => ({ objectives: [p99Ms, 0] }) as unknown as WindowOutcome),
    seeds,
  });

  it("hold where the upper end of the interval of the mean keeps the limit", () => {
    expect(keepsAll(evaluation([48, 49, 48, 49]), OBJECTIVES)).toBe(true);
    // The mean is 48.5 as well, and its interval goes up to 54.
    expect(keepsAll(evaluation([45, 52, 45, 52]), OBJECTIVES)).toBe(false);
  });

  it("miss where a seed has no value, or did not come to its end", () => {
    expect(keepsAll(evaluation([10, 10, null]), OBJECTIVES)).toBe(false);
    expect(keepsAll(evaluation([10, 10], 3), OBJECTIVES)).toBe(false);
  });

  it("are hopeless only where no further seed can change it", () => {
    expect(isHopeless(evaluation([null], 10), OBJECTIVES)).toBe(true);
    expect(isHopeless(evaluation([501], 10), OBJECTIVES)).toBe(true);
    expect(isHopeless(evaluation([499], 10), OBJECTIVES)).toBe(false);
  });
});
