import { describe, expect, it } from "vitest";
import {
  absencesOf,
  minutesMissed,
  notExcludedMinutes,
} from "../../../src/planning/purchase/missed-minutes.ts";
import type { Evaluation } from "../../../src/planning/windows/evaluation.ts";

/** An evaluation whose windows have minutes that miss where an "x" stands. */
function windows(...minutes: string[]): Evaluation {
  const outcomes = minutes.map((text, seed) => ({
    seed,
    requests: 100,
    failed: 0,
    okPerSec: 1,
    p50Ms: 1,
    p95Ms: 1,
    p99Ms: 1,
    meanMs: 1,
    objectives: [1],
    minutes: [...text].map((one) => one !== "x"),
    worst: null,
    meanBatch: null,
    byPool: [],
  }));
  return { outcomes, seeds: outcomes.length };
}

const HOURS = [
  { hour: 0, ratePerSec: 5, busiestPerSec: 5 },
  { hour: 1, ratePerSec: 10, busiestPerSec: 10 },
];
const ONE_STATE = { states: [{ zones: 1, minutesPerMonth: 60, timesPerMonth: 20 }], beyondMinutes: 0.5 };
const at = (ratePerSec: number, evaluation: Evaluation) => ({ ratePerSec, evaluation });

describe("minutes missed by preemptions", () => {
  it("that are made good count each time with the minutes of their window", () => {
    // In the busy hour 3 and 1 minutes a time, in the quiet one none: 20 times, and half of them in each hour.
    const hours = [at(10, windows("xxx..", ".x...")), at(5, windows(".....", "....."))];
    const missed = minutesMissed(HOURS, ONE_STATE, [{ zones: 1, windowMs: 300_000, hours }], "on-demand");
    expect([missed.least, missed.mean, missed.most]).toEqual([10.5, 20.5, 30.5]);
  });

  it("count as in the busier hour where the quiet one is not simulated", () => {
    const hours = [at(10, windows("xx.."))];
    expect(minutesMissed(HOURS, ONE_STATE, [{ zones: 1, windowMs: 240_000, hours }], "on-demand").mean).toBe(
      40.5,
    );
  });

  it("that last count with the share of the second half, and each time with the first", () => {
    // One minute of the first three a time: 20. Of the last three one: 60 / 3 = 20.
    const hours = [at(10, windows("x....x"))];
    expect(minutesMissed(HOURS, ONE_STATE, [{ zones: 1, windowMs: 360_000, hours }], "none").mean).toBe(40.5);
  });

  it("cannot be excluded by few minutes that did not miss", () => {
    const simulated = [{ zones: 1, windowMs: 300_000, hours: [at(10, windows(".....", "....."))] }];
    // 10 minutes without a miss: at most 25.9 % of 20 × 5 minutes.
    expect(notExcludedMinutes(ONE_STATE, simulated, "on-demand", 0)).toBeCloseTo(
      0.5 + 100 * (1 - 0.05 ** 0.1),
      9,
    );
    expect(notExcludedMinutes(ONE_STATE, simulated, "on-demand", 20)).toBe(0);
  });
});

it("numbers of missing zones are simulated as long as more of them count in the error budget", () => {
  const zone = { lossesPerMonth: 7.3, absencesPerMonth: 7.3, missing: 0.01, spotPaid: 1, fallbackPaid: 0 };
  const states = absencesOf({ zone }, 3, 43.83);
  // All three together: 43,830 × 10⁻⁶ minutes; two of them: 13.
  expect(states.states.map(({ zones }) => zones)).toEqual([1, 2]);
  expect(states.beyondMinutes).toBeCloseTo(0.04383, 9);
  expect(absencesOf({ zone }, 3, 10_000).states).toHaveLength(1);
});
