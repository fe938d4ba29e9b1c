import fc from "fast-check";
import { expect, it, test } from "vitest";
import { differenceFrom } from "../../../src/targets/judge/compare-values.ts";
import { topOne } from "../../../src/targets/judge/top-one.ts";
import type { OutputValues } from "../../../src/wire/tensor/output-values.ts";

const output = (values: OutputValues["values"], changes: Partial<OutputValues> = {}): OutputValues => ({
  name: "y",
  datatype: "FP32",
  shape: [values.length],
  values,
  ...changes,
});

const TOLERANCE = 1e-3;

it("takes what rounding explains, and no more, as a share of the largest value", () => {
  const scores = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(
      scores,
      fc.nat(),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.boolean(),
      (rest, at, part, up) => {
        // A half more keeps them from being integers, which JSON and rounding leave alone.
        const values = [150.5, ...rest];
        const slack = TOLERANCE * 150.5 * (up ? 1 : -1);
        const moved = (by: number) =>
          values.map((value, i) => (i === 1 + (at % rest.length) ? value + by : value));
        expect(differenceFrom([output(values)], [output(moved(slack * part))], 0)).toBeNull();
        expect(differenceFrom([output(values)], [output(moved(slack * (2 - part)))], 0)).toContain(
          `at position ${1 + (at % rest.length)}`,
        );
      },
    ),
  );
});

it("takes more of a model that is known to be less exact", () => {
  const [before, now] = [output([10.5, 1.5]), output([10.5, 1.9])];
  expect(differenceFrom([before], [now], 0)).toContain("has 1.9 at position 1, and had 1.5");
  expect(differenceFrom([before], [now], 0.05)).toBeNull();
});

test.each<[string, OutputValues, OutputValues]>([
  ["integers", output([1_000_000], { datatype: "INT32" }), output([1_000_001], { datatype: "INT32" })],
  [
    "64-bit integers",
    output([2n ** 60n], { datatype: "INT64" }),
    output([2n ** 60n + 1n], { datatype: "INT64" }),
  ],
  [
    "integers in JSON",
    output([9_000_000], { datatype: "number" }),
    output([9_000_001], { datatype: "number" }),
  ],
  ["strings", output(["cat"], { datatype: "BYTES" }), output(["cap"], { datatype: "BYTES" })],
  ["a number that is none any more", output([1.5]), output([Number.NaN])],
  ["a number that has no bound any more", output([1.5]), output([Number.POSITIVE_INFINITY])],
  ["a result that is cut short", output([1.5, 2.5]), output([1.5])],
  ["another datatype", output([1.5]), output([1.5], { datatype: "FP64" })],
  ["another name", output([1.5]), output([1.5], { name: "z" })],
])("tells %s", (_, before, now) => {
  expect(differenceFrom([before], [now], 0.05)).not.toBeNull();
  expect(differenceFrom([before], [before], 0)).toBeNull();
});

it("takes NaN for NaN, and -0 for 0", () => {
  expect(differenceFrom([output([Number.NaN, 0])], [output([Number.NaN, -0])], 0)).toBeNull();
});

it("finds the class of each item: the largest score, or the number itself", () => {
  const scores = output([0.1, 0.7, 0.2, 9, Number.NaN, 8], { shape: [2, 3] });
  expect(topOne([output(["a", "b"], { shape: [2] }), scores], 2)).toEqual([1, 0]);
  expect(topOne([output([3n, 7n], { datatype: "INT64", shape: [2] })], 2)).toEqual([3, 7]);
  expect(topOne([output([Number.NaN, Number.NaN], { shape: [1, 2] })], 1)).toEqual([-1]);
  expect(topOne([output([1, 2, 3])], 2)).toBeNull();
});
