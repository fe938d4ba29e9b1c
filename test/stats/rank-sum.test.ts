import { expect, test } from "vitest";
import { fewestBeside, rankSumCritical, rankSumDistribution } from "../../src/stats/rank-sum.ts";

// Mann & Whitney 1947, table I: P(U ≤ u) for n = 5 by m and u.
test.each([
  [1, 5, 0, 0.167],
  [3, 5, 1, 0.036],
  [4, 5, 4, 0.095],
  [5, 5, 4, 0.048],
  [5, 5, 12, 0.5],
])("of samples of %i and %i values at most %i pairs one way have the chance %f", (m, n, u, chance) => {
  expect(rankSumDistribution(m, n)[u]).toBeCloseTo(chance, 3);
  expect(rankSumDistribution(n, m)[u]).toBeCloseTo(chance, 3);
});

// The usual tables of critical values, one-sided 2.5 % (two-sided 5 %): 5 and 5: 2; 8 and 8: 13; 10 and 10: 23; 4 and 9: 4.
test.each([
  [3, 3, -1],
  [5, 5, 2],
  [8, 8, 13],
  [10, 10, 23],
  [4, 9, 4],
])("the critical value of %i and %i values is %i", (m, n, critical) => {
  expect(rankSumCritical(m, n, 0.025)).toBe(critical);
});

test("as few values are needed as can be rare enough: 1 ÷ C(m + n, n)", () => {
  expect(fewestBeside(7, 0.05 / 6, 50)).toBe(3);
  expect(fewestBeside(1, 0.05, 50)).toBe(19);
  expect(fewestBeside(1, 0.001, 50)).toBeNull();
});

test("no rounding makes a chance larger than 1, which no result could be read with", () => {
  for (let m = 1; m <= 20; m++)
    for (let n = 1; n <= 20; n++)
      expect(Math.max(...rankSumDistribution(m, n)), `${m} and ${n}`).toBeLessThanOrEqual(1);
});
