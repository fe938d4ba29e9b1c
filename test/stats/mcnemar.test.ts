import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { differenceInterval, mcnemarP, type PairedCounts, verdictAt } from "../../src/stats/mcnemar.ts";

/** scipy 1.17.1: binomtest(min(lost, won), lost + won, 0.5).pvalue. */
test.each([
  [0, 0, 1],
  [1, 0, 1],
  [0, 5, 0.0625],
  [1, 7, 0.0703125],
  [2, 3, 1],
  [4, 4, 1],
  [6, 12, 0.237884521484375],
  [16, 4, 0.01181793212890625],
  [25, 75, 5.636282034205402e-7],
  [121, 59, 4.4344492637551645e-6],
  [900, 1000, 0.023108845108901193],
])("McNemar's p of %i lost and %i won is %d", (lost, won, p) => {
  expect(mcnemarP({ lost, won }) / p).toBeCloseTo(1, 9);
});

/**
 * The first two are published: Bentur et al. 2009 and Cavo et al. 2012 in Fagerland, Lydersen & Laake's "Statistical
 * Analysis of Contingency Tables", whose R package contingencytables says −0.5173 to −0.0260 and −0.1240 to −0.0054. All
 * were computed twice beside that, from the likelihood that scipy maximised under each difference, and as roots of the
 * quartic of Yang, Sun & Hardin 2013; both agree to the digits below.
 */
test.each([
  [21, 7, 1, -0.517232, -0.026003],
  [161, 16, 6, -0.124023, -0.005433],
  [50, 2, 12, 0.061112, 0.344709],
  [50, 1, 4, -0.037814, 0.172602],
  [100, 5, 12, -0.011863, 0.157416],
  [540, 5, 20, 0.010481, 0.048374],
  [901, 1, 3, -0.003218, 0.008755],
  [901, 6, 0, -0.014452, -0.002386],
  [901, 0, 0, -0.004245, 0.004245],
  [30, 0, 9, 0.152433, 0.478758],
])("Tango's interval for %i items, %i lost and %i won is %d to %d", (items, lost, won, low, high) => {
  const interval = differenceInterval({ items, rightInReference: items, lost, won });
  expect(interval.low).toBeCloseTo(low, 5);
  expect(interval.high).toBeCloseTo(high, 5);
});

const paired = fc
  .integer({ min: 1, max: 2000 })
  .chain((items) =>
    fc.record({
      items: fc.constant(items),
      lost: fc.nat(items),
      share: fc.double({ max: 1, min: 0, noNaN: true }),
    }),
  )
  .map(({ items, lost, share }): PairedCounts => {
    const won = Math.floor(share * (items - lost));
    return { items, lost, won, rightInReference: items - won };
  });

describe("whatever the counts", () => {
  it("the interval holds what was seen, within -1 and 1, and turns round with the roles", () => {
    fc.assert(
      fc.property(paired, (counts) => {
        const { items, lost, won } = counts;
        const { low, high } = differenceInterval(counts);
        const seen = (won - lost) / items;
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(low).toBeLessThanOrEqual(seen + 1e-12);
        expect(high).toBeGreaterThanOrEqual(seen - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
        const swapped = differenceInterval({ ...counts, lost: won, won: lost });
        expect(swapped.low).toBeCloseTo(-high, 12);
        expect(swapped.high).toBeCloseTo(-low, 12);
      }),
    );
  });

  it("p is a chance, the same with the roles swapped, and 1 where as many are won as lost", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (lost, won) => {
        const p = mcnemarP({ lost, won });
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mcnemarP({ lost: won, won: lost })).toBe(p);
        if (lost === won) expect(p).toBe(1);
      }),
    );
  });

  it("one more item lost never makes a verdict better, and a stricter level neither", () => {
    const RANK = { fail: 0, "not shown": 1, pass: 2 };
    fc.assert(
      fc.property(paired, (counts) => {
        fc.pre(counts.lost + counts.won < counts.items);
        const rank = (level: number, more: number) =>
          RANK[verdictAt(level, { ...counts, lost: counts.lost + more })];
        expect(rank(0.99, 1)).toBeLessThanOrEqual(rank(0.99, 0));
        expect(rank(0.999, 0)).toBeLessThanOrEqual(rank(0.99, 0));
      }),
    );
  });
});

it("cannot show 99.9 % by 540 items without a disagreement, which still allow a loss of 0.55 %, but 99 %", () => {
  const counts = { items: 540, rightInReference: 535, lost: 0, won: 0 };
  // So often nothing is seen of a loss of 0.55 %: the exact bound.
  expect((1 - 0.00553) ** 540).toBeCloseTo(0.05, 3);
  expect(verdictAt(0.999, counts)).toBe("not shown");
  expect(verdictAt(1 - 0.00553 * (540 / 535), counts)).toBe("not shown");
  expect(verdictAt(0.99, counts)).toBe("pass");
});

it("needs some 3,700 items without a disagreement for 99.9 %", () => {
  const without = (items: number) => ({ items, rightInReference: Math.round(0.99 * items), lost: 0, won: 0 });
  expect(verdictAt(0.999, without(3600))).toBe("not shown");
  expect(verdictAt(0.999, without(3700))).toBe("pass");
});

it("fails a variant that lost too much at both levels, and one that lost half a percent at neither", () => {
  const lost = (count: number) => ({ items: 901, rightInReference: 892, lost: count, won: 0 });
  expect([0.999, 0.99].map((level) => verdictAt(level, lost(40)))).toEqual(["fail", "fail"]);
  expect([0.999, 0.99].map((level) => verdictAt(level, lost(9)))).toEqual(["fail", "not shown"]);
  expect([0.999, 0.99].map((level) => verdictAt(level, lost(1)))).toEqual(["not shown", "pass"]);
});

/** Chances of so many lost and won among independent items, likeliest counts only: the rest is below 1e-9. */
function* outcomes(items: number, losing: number, winning: number) {
  const binomial = (count: number, share: number) => {
    const chances: number[] = [];
    let log = count * Math.log1p(-share);
    for (let k = 0; k <= count; k++) {
      chances.push(Math.exp(log));
      log += Math.log((count - k) / (k + 1)) + Math.log(share / (1 - share));
    }
    return chances;
  };
  for (const [lost, ofLost] of binomial(items, losing).entries()) {
    if (ofLost < 1e-12) continue;
    for (const [won, ofWon] of binomial(items - lost, winning / (1 - losing)).entries())
      if (ofLost * ofWon > 1e-12) yield { lost, won, chance: ofLost * ofWon };
  }
}

it("says pass to a variant that is just not good enough, and fail to one that just is, in at most 5 of 100 cases", () => {
  for (const items of [540, 901, 2000]) {
    for (const level of [0.99, 0.999]) {
      for (const winning of [0, 0.002, 0.01]) {
        const rightInReference = Math.round(0.99 * items);
        const loss = (1 - level) * (rightInReference / items);
        const wrong = { pass: 0, fail: 0, "not shown": 0 };
        for (const { lost, won, chance } of outcomes(items, winning + loss, winning))
          wrong[verdictAt(level, { items, rightInReference, lost, won })] += chance;
        expect(wrong.pass).toBeLessThanOrEqual(0.0505);
        expect(wrong.fail).toBeLessThanOrEqual(0.0505);
        expect(wrong.pass + wrong.fail + wrong["not shown"]).toBeCloseTo(1, 6);
      }
    }
  }
});
