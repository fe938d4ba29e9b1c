import fc from "fast-check";
import { expect, it } from "vitest";
import { fidelityOf, largestDifference } from "../../src/stats/fidelity.ts";

const outputs = (...rows: number[][]) => ({
  classes: rows.map((row) => row.indexOf(Math.max(...row))),
  rows: rows.map((row) => Float64Array.from(row)),
});

const value = fc.double({ min: -50, max: 50, noNaN: true });
const vector = fc.array(value, { minLength: 5, maxLength: 5 });
const items = fc.array(vector, { minLength: 1, maxLength: 20 });

it("is that of numpy and scipy", () => {
  // log_softmax, linalg.norm and the definitions, numpy 2.4.6 and scipy 1.17.1.
  const found = fidelityOf(outputs([1, 2, 3, -4]), outputs([1.5, 2, 2, -4.25]));
  expect(found.cosine.mean).toBeCloseTo(0.9779015240444596, 12);
  expect(found.klDivergence).toBeCloseTo(0.17054925273396582, 12);
  expect(found.maxAbsoluteError).toBe(1);
  expect(found.maxRelativeError).toBe(0.5);
  expect(found.agreement).toBe(0);
});

it("does not overflow where e to the value would", () => {
  const found = fidelityOf(outputs([1000, 999, -5]), outputs([998, 1000, 3]));
  expect(found.klDivergence).toBeCloseTo(1.0068420594147647, 12);
  expect(fidelityOf(outputs([1e200, 1e199]), outputs([1e200, 1e199])).cosine.mean).toBeCloseTo(1, 12);
});

it("finds nothing between an output and itself", () => {
  fc.assert(
    fc.property(items, (rows) => {
      fc.pre(rows.every((row) => row.some((one) => one !== 0)));
      const found = fidelityOf(outputs(...rows), outputs(...rows));
      expect(found).toMatchObject({
        agreement: 1,
        maxAbsoluteError: 0,
        maxRelativeError: 0,
        klDivergence: 0,
      });
      expect(found.cosine.mean).toBeCloseTo(1, 12);
      expect(found.cosine.min).toBeCloseTo(1, 12);
    }),
  );
});

it("keeps to the bounds of each figure, whatever the outputs", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(vector, vector), { minLength: 1, maxLength: 20 }), (pairs) => {
      const [before, after] = [outputs(...pairs.map(([a]) => a)), outputs(...pairs.map(([, b]) => b))];
      const found = fidelityOf(before, after);
      const { mean, min } = found.cosine;
      if (mean !== null && min !== null) {
        expect(min).toBeGreaterThanOrEqual(-1);
        expect(min).toBeLessThanOrEqual(mean + 1e-12);
        expect(mean).toBeLessThanOrEqual(1);
      }
      expect(found.klDivergence).toBeGreaterThanOrEqual(0);
      const flat = (rows: readonly Float64Array[]) => rows.flatMap((row) => [...row]);
      const errors = flat(before.rows).map((a, i) => Math.abs(a - (flat(after.rows)[i] ?? 0)));
      expect(found.maxAbsoluteError).toBe(Math.max(...errors));
      expect(largestDifference(after.rows, before.rows)).toBe(found.maxAbsoluteError);
    }),
  );
});

it("softmax knows no constant: adding one to every score changes no divergence", () => {
  fc.assert(
    fc.property(vector, vector, value, (a, b, constant) => {
      const plain = fidelityOf(outputs(a), outputs(b)).klDivergence ?? 0;
      const moved = fidelityOf(outputs(a), outputs(b.map((score) => score + constant))).klDivergence ?? 0;
      expect(moved).toBeCloseTo(plain, 9);
    }),
  );
});

it("leaves out values near zero from the relative error, below a hundredth of the item's largest", () => {
  expect(fidelityOf(outputs([100, 0.9]), outputs([101, 5])).maxRelativeError).toBe(0.01);
  expect(fidelityOf(outputs([100, 2]), outputs([101, 5])).maxRelativeError).toBe(1.5);
});

it("has no figure of values that are not finite, and none of direction for a single value or none at all", () => {
  expect(fidelityOf(outputs([1, 2]), outputs([1, Number.NaN]))).toMatchObject({
    cosine: { mean: null, min: null },
    maxAbsoluteError: null,
    maxRelativeError: null,
    klDivergence: null,
  });
  expect(fidelityOf(outputs([3]), outputs([4]))).toMatchObject({
    cosine: { mean: null, min: null },
    maxAbsoluteError: 1,
    klDivergence: null,
  });
  expect(fidelityOf(outputs([1, 2]), outputs([0, 0])).cosine.mean).toBeNull();
});

it("takes scores that both rule out for equal", () => {
  const masked = [1, 2, Number.NEGATIVE_INFINITY];
  expect(fidelityOf(outputs(masked), outputs(masked))).toMatchObject({
    maxAbsoluteError: 0,
    klDivergence: 0,
  });
});

it("takes outputs of more values than a call takes arguments", () => {
  const many = Array.from({ length: 300_000 }, (_, i) => Math.sin(i));
  expect(
    fidelityOf(
      { ...outputs([1]), rows: [Float64Array.from(many)] },
      { ...outputs([1]), rows: [Float64Array.from(many)] },
    ).maxAbsoluteError,
  ).toBe(0);
});
