import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fewestPairsFor,
  signedRankCritical,
  signedRankDistribution,
  walshAverages,
} from "../../src/stats/signed-rank.ts";

// Critical values of the signed-rank test as tabulated (Wilcoxon & Wilcox 1964, "Some rapid approximate statistical procedures",
// table 2; in Hollander, Wolfe & Chicken as the complement): reject when the smaller rank sum is at most this.
// Columns: one-sided 5 %, 2.5 %, 1 %, 0.5 %.
test.each([
  [5, [0, -1, -1, -1]],
  [6, [2, 0, -1, -1]],
  [7, [3, 2, 0, -1]],
  [8, [5, 3, 1, 0]],
  [9, [8, 5, 3, 1]],
  [10, [10, 8, 5, 3]],
  [11, [13, 10, 7, 5]],
  [12, [17, 13, 9, 7]],
  [13, [21, 17, 12, 9]],
  [14, [25, 21, 15, 12]],
  [15, [30, 25, 19, 15]],
  [16, [35, 29, 23, 19]],
  [18, [47, 40, 32, 27]],
  [20, [60, 52, 43, 37]],
  [25, [100, 89, 76, 68]],
])("with %i pairs the test rejects up to the tabulated rank sums", (pairs, tabulated) => {
  expect([0.05, 0.025, 0.01, 0.005].map((share) => signedRankCritical(pairs, share))).toEqual(tabulated);
});

test("the distribution is that of every way to give signs to ranks, counted one by one", () => {
  for (const n of [1, 2, 5, 9]) {
    const counts = new Array((n * (n + 1)) / 2 + 1).fill(0);
    for (let signs = 0; signs < 2 ** n; signs++) {
      let sum = 0;
      for (let rank = 1; rank <= n; rank++) if (signs & (1 << (rank - 1))) sum += rank;
      counts[sum]++;
    }
    let below = 0;
    const expected = counts.map((count) => {
      below += count;
      return below / 2 ** n;
    });
    expect([...signedRankDistribution(n)]).toEqual(expected);
  }
});

test("it is symmetric, also with more pairs than a double could count the ways of", () => {
  for (const n of [30, 200]) {
    const distribution = signedRankDistribution(n);
    const sums = distribution.length - 1;
    expect(distribution[sums]).toBeCloseTo(1, 12);
    for (let sum = 0; sum < sums; sum += 7)
      expect((distribution[sum] ?? 0) + (distribution[sums - sum - 1] ?? 0)).toBeCloseTo(1, 10);
  }
});

// capacity.md D.4: m tests at a family-wise 5 % need ⌈log2(m/0.05)⌉ pairs.
test.each([
  [0.05, 5],
  [0.01, 7],
  [0.05 / 4, 7],
  [0.05 / 12, 8],
  [0.05 / 60, 11],
  [0.25, 2],
  [0.5, 1],
])("a share of %f needs %i pairs", (share, pairs) => {
  expect(fewestPairsFor(share)).toBe(pairs);
  expect(signedRankCritical(pairs, share)).toBeGreaterThanOrEqual(0);
  expect(signedRankCritical(pairs - 1, share)).toBe(-1);
});

test("the rank sum of the positive differences is the number of positive Walsh averages (Tukey 1949)", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }).filter(Boolean), {
        minLength: 1,
        maxLength: 12,
        selector: Math.abs,
      }),
      (differences) => {
        const byRank = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b));
        const rankSum = byRank.reduce((sum, one, i) => sum + (one > 0 ? i + 1 : 0), 0);
        expect(walshAverages(differences).filter((average) => average > 0)).toHaveLength(rankSum);
      },
    ),
    { numRuns: 50 },
  );
});
