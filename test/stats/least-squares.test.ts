import fc from "fast-check";
import { expect, it } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { leastSquares } from "../../src/stats/least-squares.ts";

const coefficient = fc.double({ min: -100, max: 100, noNaN: true });

it("finds the values that the targets were made of, whatever the size of the columns", () => {
  fc.assert(
    fc.property(
      fc.tuple(coefficient, coefficient, coefficient),
      fc.integer({ min: 4, max: 12 }),
      fc.integer({ min: -6, max: 6 }),
      (truth, count, magnitude) => {
        const rows = Array.from({ length: count }, (_, i) => [1, i * 10 ** magnitude, i * i]);
        const { values, squares } = leastSquares(
          rows,
          rows.map((row) => row.reduce((sum, x, k) => sum + x * (truth[k] ?? 0), 0)),
        );
        const scale = Math.max(1, ...truth.map(Math.abs)) * 1e-6;
        expect(Math.abs((values[0] ?? 0) - truth[0])).toBeLessThan(scale);
        expect(Math.abs((values[1] ?? 0) - truth[1]) * 10 ** Math.min(0, magnitude)).toBeLessThan(scale);
        expect(Math.abs((values[2] ?? 0) - truth[2])).toBeLessThan(scale);
        expect(squares).toBeLessThan(scale);
      },
    ),
  );
});

it("the residuals stand at right angles to every column", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(coefficient, coefficient), { minLength: 5, maxLength: 20 }), (pairs) => {
      const rows = pairs.map(([x], i) => [1, x + 1000 * i]);
      const { values } = leastSquares(
        rows,
        pairs.map(([, y]) => y),
      );
      const residuals = pairs.map(
        ([, y], i) => y - (values[0] ?? 0) * (rows[i]?.[0] ?? 0) - (values[1] ?? 0) * (rows[i]?.[1] ?? 0),
      );
      for (const k of [0, 1])
        expect(
          Math.abs(residuals.reduce((sum, residual, i) => sum + residual * (rows[i]?.[k] ?? 0), 0)),
        ).toBeLessThan(1e-3);
    }),
  );
});

it("gives the spread that the values have from one set of noise to the next", () => {
  const rng = createRng(1, "noise");
  const rows = Array.from({ length: 12 }, (_, i) => [1, i]);
  const fits = Array.from({ length: 2000 }, () =>
    leastSquares(
      rows,
      rows.map(([, x]) => 3 + 2 * (x ?? 0) + 5 * normal(rng)),
    ),
  );
  // Closed form of a straight line through x = 0 … 11 with noise of variance 25: 25 ÷ Σ(x − 5.5)² = 25 ÷ 143.
  const slopes = fits.map(({ values }) => values[1] ?? 0);
  const seen = slopes.reduce((sum, slope) => sum + (slope - 2) ** 2, 0) / slopes.length;
  const told = fits.reduce((sum, { covariance }) => sum + (covariance[1]?.[1] ?? 0), 0) / fits.length;
  expect(seen).toBeCloseTo(25 / 143, 1);
  expect(told).toBeCloseTo(25 / 143, 1);
  expect(fits[0]?.freedom).toBe(10);
});
