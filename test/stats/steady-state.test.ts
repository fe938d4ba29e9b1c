import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { notSteady } from "../../src/stats/checks/not-steady.ts";
import { LatencyBlocks } from "../../src/stats/latency-blocks.ts";
import { judgeSteadiness, lag1 } from "../../src/stats/steady-state.ts";
import { queue, TRAFFIC } from "./queue.ts";
import { VERDICT_INPUT } from "./verdict-input.ts";

const average = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** The definition, one sum per d. */
function naiveMser(values: readonly number[]): number {
  const statistics = Array.from({ length: Math.floor(values.length / 2) + 1 }, (_, d) => {
    const kept = values.slice(d);
    return kept.reduce((sum, v) => sum + (v - average(kept)) ** 2, 0) / kept.length ** 2;
  });
  return statistics.indexOf(Math.min(...statistics));
}

it("cuts where MSER's statistic is least", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 20, maxLength: 64 }), (values) => {
      const cut = naiveMser(values);
      const found = judgeSteadiness(values).cut;
      // Equal statistics may be told apart by rounding only.
      if (found !== cut) expect(new Set(values).size).toBeLessThan(4);
    }),
  );
});

it("the trend changes sign with the direction of time, and is 0 where nothing changes", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 20, maxLength: 64 }), (values) => {
      const { trend } = judgeSteadiness(values);
      const reversed = judgeSteadiness(values.toReversed()).trend;
      expect(Math.sign(reversed)).toBe(trend === 0 ? 0 : -Math.sign(trend));
    }),
  );
  expect(judgeSteadiness(new Array<number>(30).fill(5))).toEqual({ trend: 0, cut: 0 });
});

it("of independent values without a trend is a standard normal deviate, wider for values that remember", () => {
  const rng = createRng(3, "values");
  const deviation = (rho: number) => {
    const trends = Array.from({ length: 300 }, () => {
      let x = 0;
      const values = Array.from({ length: 40 }, () => {
        x = rho * x + normal(rng);
        return x;
      });
      return judgeSteadiness(values).trend;
    });
    return Math.sqrt(average(trends.map((t) => t * t)));
  };
  // Memory is never taken to be negative, and at least that of a short series' bias: a little below 1.
  expect(deviation(0)).toBeGreaterThan(0.7);
  expect(deviation(0)).toBeLessThan(1.15);
  expect(deviation(0.7)).toBeLessThan(1.5);
});

describe("lag1", () => {
  it.each([
    ["a climb", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.97],
    ["ups and downs", [1, 9, 1, 9, 1, 9, 1, 9, 1, 9], 0],
    ["nothing that changes", [4, 4, 4, 4, 4, 4, 4, 4], 0],
  ])("of %s", (_, values, expected) => {
    expect(lag1(values)).toBeCloseTo(expected, 9);
  });
});

describe("the check, on a simulated server", () => {
  const RUNS = 40;
  const alarms = (traffic: keyof typeof TRAFFIC, load: number, slowness?: (share: number) => number) => {
    let count = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const blocks = new LatencyBlocks();
      for (const { atMs, latencyMs } of queue(TRAFFIC[traffic](load), 30_000, seed, slowness))
        blocks.record(atMs, latencyMs);
      if (!notSteady({ ...VERDICT_INPUT, stationary: true, blocks: blocks.all }).holds) count++;
    }
    return count;
  };
  /** Three times as slow at first, as fast as ever after a third of the run. */
  const warming = (share: number) => Math.max(1, 3 - 6 * share);
  const wearing = (share: number) => 1 + share / 2;

  // A true rate of 2 % gives 5 or more of 40 with a chance of 0.1 %.
  it.each([
    ["poisson", 0.3],
    ["poisson", 0.6],
    ["poisson", 0.85],
    ["gamma", 0.3],
    ["gamma", 0.6],
    ["gamma", 0.85],
    ["mmpp", 0.3],
    ["mmpp", 0.6],
    ["mmpp", 0.85],
  ] as const)("does not cry wolf: %s at %d of its capacity", (traffic, load) => {
    expect(alarms(traffic, load)).toBeLessThan(5);
  });

  // Measured 82, 99, 79 and 72 of 100; bounds are three standard deviations below.
  it.each([
    ["a warm-up", "poisson", 0.3, warming, 25],
    ["a warm-up", "poisson", 0.6, warming, 36],
    ["a warm-up", "gamma", 0.6, warming, 23],
    ["wear", "poisson", 0.6, wearing, 19],
  ] as const)("finds %s under %s traffic at %d of its capacity", (_, traffic, load, slowness, least) => {
    expect(alarms(traffic, load, slowness)).toBeGreaterThanOrEqual(least);
  });
});

describe("the check", () => {
  const blocks = (means: readonly number[]) => means.map((meanMs) => ({ count: 10, meanMs }));
  const rng = createRng(1, "noise");
  const falling = blocks(Array.from({ length: 40 }, (_, i) => 50 - i + rng()));

  it("says which way it went, from where to where, and what to do", () => {
    const check = notSteady({ ...VERDICT_INPUT, stationary: true, blocks: falling });
    expect(check.holds).toBe(false);
    expect(check.message).toMatch(/went from 44\.\d ms in the first third to 17\.\d ms in the last/);
    expect(check.cure).toMatch(/warm-up/);
    expect(notSteady({ ...VERDICT_INPUT, stationary: true, blocks: falling.toReversed() }).cure).toMatch(
      /wears/,
    );
  });

  it.each([
    ["the rate changes by plan", { stationary: false }, /rate changes by plan/],
    ["there are 19 blocks", { blocks: falling.slice(0, 19) }, /too short/],
    [
      "the traffic has long bursts",
      { blocks: falling.map((block, i) => ({ ...block, count: i < 20 ? 10 : 100 })) },
      /bursts of the traffic/,
    ],
  ])("does not apply where %s", (_, changes, reason) => {
    const check = notSteady({ ...VERDICT_INPUT, stationary: true, blocks: falling, ...changes });
    expect(check.holds).toBe(true);
    expect(check.observed).toMatch(reason);
  });

  it("lets pass a trend that no decision hangs on: 400 ms, and later 401", () => {
    const drift = (byMs: number) =>
      blocks(Array.from({ length: 40 }, (_, i) => 400 + (byMs * i) / 40 + rng() / 8));
    const small = notSteady({ ...VERDICT_INPUT, stationary: true, blocks: drift(1) });
    expect(small.holds).toBe(true);
    expect(small.observed).toMatch(/trend \d\d?\.\d standard deviations, which moved the mean by 0\.\d %/);
    expect(notSteady({ ...VERDICT_INPUT, stationary: true, blocks: drift(40) }).holds).toBe(false);
  });

  it("in a closed loop a server that speeds up makes more traffic, which is no excuse", () => {
    const faster = falling.map((block) => ({ ...block, count: Math.round(1000 / block.meanMs) }));
    expect(notSteady({ ...VERDICT_INPUT, stationary: true, blocks: faster }).holds).toBe(true);
    expect(notSteady({ ...VERDICT_INPUT, loop: "closed", stationary: true, blocks: faster }).holds).toBe(
      false,
    );
  });
});
