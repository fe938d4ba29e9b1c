import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { type CachePair, judgeCache } from "../../src/stats/cache-check.ts";

/** Pairs whose repeated request takes `factor` of the time, with noise of 10 %. */
function pairs(count: number, factor: number, seed: number): CachePair[] {
  const rng = createRng(seed, "test");
  const noisy = () => 5 * Math.exp(0.1 * normal(rng));
  return Array.from({ length: count }, () => ({ differentMs: noisy(), repeatedMs: factor * noisy() }));
}

it("suspects a cache that answers in half the time, and says how sure it is", () => {
  const found = judgeCache(pairs(200, 0.5, 1));
  expect(found).toMatchObject({ samples: 200, suspected: true });
  expect(Math.abs((found.ratio ?? 0) - 0.5)).toBeLessThan(0.03);
  expect(found.interval?.low).toBeLessThan(found.ratio ?? 0);
  expect(found.interval?.high).toBeGreaterThan(found.ratio ?? 1);
  expect(Math.abs((found.differentMs ?? 0) - 5)).toBeLessThan(0.2);
});

it("suspects nothing where both take as long, or 5 % less", () => {
  for (let seed = 0; seed < 50; seed++) {
    expect(judgeCache(pairs(200, 1, seed)).suspected).toBe(false);
    expect(judgeCache(pairs(200, 0.95, seed)).suspected).toBe(false);
  }
});

it("has an interval that holds the true ratio 95 times of 100", () => {
  let held = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const { interval } = judgeCache(pairs(60, 0.8, seed));
    if (interval !== null && interval.low <= 0.8 && interval.high >= 0.8) held++;
  }
  // At least 95 %, at most what the next wider pair of ranks would give (97.3 %); 4 σ = 27.
  expect(held).toBeGreaterThan(950 - 27);
  expect(held).toBeLessThan(973 + 27);
});

it("takes the ranks of the table: of 100 values the 40th and the 61st", () => {
  // P(B ≤ 39) = 0.0176, P(B ≤ 40) = 0.0284 for B ~ Binomial(100, ½).
  const known = Array.from({ length: 100 }, (_, i) => ({ differentMs: 1, repeatedMs: i + 1 }));
  expect(judgeCache(known)).toMatchObject({ ratio: 50.5, interval: { low: 40, high: 61 } });
});

describe("with fewer than 30 pairs", () => {
  it("decides nothing", () => {
    expect(judgeCache(pairs(29, 0.1, 1))).toEqual({
      samples: 29,
      differentMs: null,
      repeatedMs: null,
      ratio: null,
      interval: null,
      suspected: null,
    });
  });
});

it("does not depend on the order of the pairs", () => {
  const some = pairs(101, 0.9, 4);
  fc.assert(
    fc.property(fc.shuffledSubarray(some, { minLength: 101 }), (shuffled) => {
      expect(judgeCache(shuffled)).toEqual(judgeCache(some));
    }),
    { numRuns: 20 },
  );
});
