import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal, type Rng } from "../../src/core/rng.ts";
import { type Batch, batchMeans } from "../../src/stats/batch-means.ts";
import { studentT975 } from "../../src/stats/student-t.ts";

const average = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Values that remember the one before: x_i = ρ·x_{i−1} + e_i, dealt to blocks of one size. */
function remembering(rho: number, perBlock: number, blocks: number, rng: Rng): Batch[] {
  let x = normal(rng) / Math.sqrt(1 - rho * rho);
  return Array.from({ length: blocks }, () => {
    let amount = 0;
    for (let i = 0; i < perBlock; i++) {
      x = rho * x + normal(rng);
      amount += x;
    }
    return { count: perBlock, amount };
  });
}

it("of blocks of one size has the variance of the mean of their means, widened by the memory of neighbours", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 10, maxLength: 19 }),
      (count, amounts) => {
        const means = amounts.map((amount) => amount / count);
        const mean = average(means);
        const squares = means.reduce((sum, m) => sum + (m - mean) ** 2, 0);
        const lag1 =
          means.reduce((sum, m, i) => sum + (m - mean) * ((means[i + 1] ?? mean) - mean), 0) / squares;
        fc.pre(squares > 0 && lag1 < 0.6);
        const found = batchMeans(amounts.map((amount) => ({ count, amount })));
        const memory = Math.max(0, lag1 + 1 / means.length);
        const independent = squares / (means.length - 1) / means.length;
        expect(found?.ratio).toBeCloseTo(mean, 6);
        expect(found?.variance).toBeCloseTo((independent * (1 + memory)) / (1 - memory), 5);
      },
    ),
  );
});

it("weighs blocks by what is in them: amounts in proportion to counts have no variance at all", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 10, maxLength: 64 }), (counts) => {
      fc.pre(counts.some((count) => count > 0));
      const found = batchMeans(counts.map((count) => ({ count, amount: 3 * count })));
      expect(found?.ratio).toBe(3);
      expect(found?.variance).toBe(0);
    }),
  );
});

describe("of values that remember", () => {
  it.each([
    ["nothing", 0],
    ["a little", 0.5],
    ["a lot", 0.9],
  ])("%s, the variance is what theory says: (1 + ρ)/(1 − ρ) times that of independent ones", (_, rho) => {
    const rng = createRng(7, "batches");
    const [perBlock, blocks] = [100, 32];
    const found = Array.from({ length: 200 }, () => batchMeans(remembering(rho, perBlock, blocks, rng)));
    const variances = found.flatMap((f) => (f === null ? [] : [f.variance]));
    const theory = 1 / (1 - rho) ** 2 / (perBlock * blocks);
    // 200 runs of 15 degrees of freedom are within 4·√(2/3000) = 10 %. The allowance for memory is never below that of
    // none, so that of independent values is on average 1.3 times too wide, never too narrow.
    expect(average(variances) / theory).toBeGreaterThan(0.9);
    expect(average(variances) / theory).toBeLessThan(1.6);
    expect(variances.length).toBeGreaterThan(180);
  });

  it("longer than any stretch of the run, there is none", () => {
    const walk = Array.from({ length: 64 }, (_, i) => ({ count: 10, amount: i }));
    expect(batchMeans(walk)).toBeNull();
  });
});

it("needs ten blocks, and takes no more than 19", () => {
  const alternating = (length: number) => Array.from({ length }, (_, i) => ({ count: 1, amount: i % 2 }));
  expect(batchMeans(alternating(9))).toBeNull();
  expect(batchMeans(alternating(10))?.batches).toBe(10);
  expect(batchMeans(alternating(64))?.batches).toBe(16);
});

it.each([
  [1, 12.7062],
  [2, 4.30265],
  [5, 2.57058],
  [8, 2.306],
  [9, 2.2622],
  [15, 2.1314],
  [31, 2.0395],
  [1000, 1.9623],
])("Student's t with %d degrees of freedom is %d", (freedom, t) => {
  expect(Math.abs(studentT975(freedom) - t)).toBeLessThan(0.001);
});
