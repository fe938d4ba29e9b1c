import { expect, it } from "vitest";
import { itemValues } from "../../../src/targets/judge/item-values.ts";
import type { OutputValue, OutputValues } from "../../../src/wire/tensor/output-values.ts";

const output = (name: string, shape: number[], values: OutputValue[]): OutputValues => ({
  name,
  datatype: "FP32",
  shape,
  values,
});

it("takes the scores of each item, not the label that stands before them", () => {
  const label = output("label", [2], [1n, 0n]);
  const scores = output("scores", [2, 3], [1, 5, 2, 9, 0, 4]);
  expect(itemValues([label, scores], 2)).toEqual([Float64Array.of(1, 5, 2), Float64Array.of(9, 0, 4)]);
  expect(itemValues([label], 2)).toEqual([Float64Array.of(1), Float64Array.of(0)]);
});

it("knows no values of texts, of another number of items, or of nothing", () => {
  expect(itemValues([output("text", [2], ["a", "b"])], 2)).toBeNull();
  expect(itemValues([output("scores", [3, 2], [1, 2, 3, 4, 5, 6])], 2)).toBeNull();
  expect(itemValues([], 1)).toBeNull();
});

it("takes what JSON cannot say as a number for none", () => {
  expect(itemValues([output("scores", [1, 3], [1, null, "NaN"])], 1)).toEqual([
    Float64Array.of(1, Number.NaN, Number.NaN),
  ]);
});
