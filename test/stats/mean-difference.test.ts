import { expect, test } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { meanDifference, meanInterval, meanOfDifferences } from "../../src/stats/mean-difference.ts";

test("Welch's interval of a published example", () => {
  // Student's sleep data (1908), as R's t.test(extra ~ group) has them: mean difference 1.58, 95 % interval −0.2055 to 3.3655.
  const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const found = meanDifference(one, two);
  expect(found?.difference).toBeCloseTo(1.58, 10);
  expect(found?.low).toBeCloseTo(-0.2054832, 4);
  expect(found?.high).toBeCloseTo(3.3654832, 4);
  // Paired: 0.7001142 to 2.4598858.
  const pairs = meanOfDifferences(two.map((value, i) => value - (one[i] as number)));
  expect(pairs?.low).toBeCloseTo(0.7001142, 4);
  expect(pairs?.high).toBeCloseTo(2.4598858, 4);
});

test("too few values, and values that do not differ, have no interval", () => {
  expect(meanDifference([1], [2])).toBeNull();
  expect(meanDifference([1, 2], [2, 3, 4])).toBeNull();
  expect(meanDifference([1, 1, 1], [2, 2, 2])).toBeNull();
  expect(meanOfDifferences([1, 1, 1])).toBeNull();
  expect(meanOfDifferences([1, 2])).toBeNull();
});

test("values that do not differ have no interval, whatever rounding makes of their sum", () => {
  const same = Array.from({ length: 37 }, () => 98.97142857142858);
  expect(meanInterval(same)).toEqual({ mean: 98.97142857142858, interval: null });
});

test("exchanging the sides changes the sign and nothing else", () => {
  const [a, b] = [
    [1, 2, 4],
    [3, 3.5, 7, 9],
  ];
  const there = meanDifference(a as number[], b as number[]);
  const back = meanDifference(b as number[], a as number[]);
  expect(back?.difference).toBe(-(there?.difference ?? 0));
  expect(back?.low).toBeCloseTo(-(there?.high ?? 0), 12);
});

test("intervals of three runs a side hold the truth in about 95 of 100 cases", () => {
  const rng = createRng(1, "coverage");
  const cases = 2000;
  let held = 0;
  for (let i = 0; i < cases; i++) {
    const draw = (spread: number) => Array.from({ length: 3 }, () => spread * normal(rng));
    const found = meanDifference(draw(1), draw(2));
    if (found !== null && found.low <= 0 && found.high >= 0) held++;
  }
  expect(held / cases).toBeGreaterThan(0.94);
});
