import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { lag1 } from "../../src/stats/series-memory.ts";
import { judgeTrend } from "../../src/stats/trend-test.ts";

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
      const found = judgeTrend(values).cut;
      // Equal statistics may be told apart by rounding only.
      if (found !== cut) expect(new Set(values).size).toBeLessThan(4);
    }),
  );
});

it("the trend changes sign with the direction of time, and is 0 where nothing changes", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 20, maxLength: 64 }), (values) => {
      const { score } = judgeTrend(values);
      const reversed = judgeTrend(values.toReversed()).score;
      expect(Math.sign(reversed)).toBe(score === 0 ? 0 : -Math.sign(score));
    }),
  );
  expect(judgeTrend(new Array<number>(30).fill(5))).toEqual({ score: 0, t: 0, cut: 0 });
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
      return judgeTrend(values).score;
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
