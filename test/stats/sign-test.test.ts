import { expect, test } from "vitest";
import { signCritical, signDistribution } from "../../src/stats/sign-test.ts";

// Conover, "Practical Nonparametric Statistics", table A3 (binomial, p = 0.5).
test.each([
  [5, 0, 0.0312],
  [10, 2, 0.0547],
  [12, 2, 0.0193],
  [15, 3, 0.0176],
  [20, 5, 0.0207],
])("of %i values at most %i below the median has the chance %f", (n, below, chance) => {
  expect(signDistribution(n)[below]).toBeCloseTo(chance, 3);
});

test("so many values lie outside of a bound as its error allows", () => {
  expect(signCritical(4, 0.05)).toBe(-1);
  expect(signCritical(5, 0.05)).toBe(0);
  expect(signCritical(10, 0.05)).toBe(1);
  expect(signCritical(14, 0.025)).toBe(2);
});
