import fc from "fast-check";
import { expect, it } from "vitest";
import { logGamma } from "../../src/arrivals/log-gamma.ts";
import { quantileRanks } from "../../src/stats/order-statistics.ts";

/** P(B ≤ k) for B ~ Binomial(n, p), term by term. */
function atMost(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++)
    sum += Math.exp(
      logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) + i * Math.log(p) + (n - i) * Math.log(1 - p),
    );
  return sum;
}

it.each([
  [1000, 0.99, 983, 997],
  [10_000, 0.99, 9880, 9920],
  [100_000, 0.99, 98_938, 99_062],
])("of %d values, p = %d lies between ranks %d and %d", (n, p, low, high) => {
  expect(quantileRanks(n, p, 0.95)).toEqual({ low, high });
});

it.each([
  [0.5, 6],
  [0.9, 36],
  [0.99, 368],
  [0.999, 3688],
])("p = %d needs %d values: the fewest of which not all are below it", (p, fewest) => {
  expect(quantileRanks(fewest - 1, p, 0.95)).toBeNull();
  expect(quantileRanks(fewest, p, 0.95)?.high).toBe(fewest);
});

it("encloses with the confidence asked for, and no wider than it must", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.double({ min: 0.05, max: 0.99, noNaN: true }),
      (n, p) => {
        const ranks = quantileRanks(n, p, 0.95);
        if (ranks === null) {
          expect(Math.max(p ** n, (1 - p) ** n)).toBeGreaterThan(0.0249);
          return;
        }
        const { low, high } = ranks;
        // The quantile is below the low-th value when at most low − 1 values are below the quantile.
        expect(atMost(low - 1, n, p)).toBeLessThanOrEqual(0.0251);
        expect(atMost(low, n, p)).toBeGreaterThan(0.0249);
        expect(1 - atMost(high - 1, n, p)).toBeLessThanOrEqual(0.0251);
        expect(1 - atMost(high - 2, n, p)).toBeGreaterThan(0.0249);
      },
    ),
    { numRuns: 60 },
  );
});
