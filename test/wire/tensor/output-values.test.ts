import { expect, it, test } from "vitest";
import { tensorValues } from "../../../src/wire/tensor/output-values.ts";
import type { Datatype } from "../../../src/wire/tensor/tensor.ts";
import { encodeStrings } from "../../../src/wire/tensor/tensor-json.ts";
import { readPredictedValues } from "../../../src/wire/tensorflow/predict-json.ts";

const valuesOf = (datatype: Datatype, data: Uint8Array, shape = [1]) =>
  Array.from(tensorValues({ name: "y", datatype, shape, data }).values);

test.each([
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x7bff, 65504],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])("FP16 with the bits %i is %d (examples of IEEE 754 binary16)", (bits, value) => {
  expect(valuesOf("FP16", new Uint8Array(Uint16Array.of(bits).buffer))).toEqual([value]);
});

it("reads BF16 as the upper half of an FP32", () => {
  const bits = Uint16Array.of(0x3f80, 0xc040, 0x7f80);
  expect(valuesOf("BF16", new Uint8Array(bits.buffer), [3])).toEqual([1, -3, Number.POSITIVE_INFINITY]);
});

it("reads a view at any offset, integers of 64 bits to the last digit, and strings byte by byte", () => {
  const whole = new Uint8Array(1 + 16);
  whole.set(new Uint8Array(BigInt64Array.of(-1n, 2n ** 62n + 1n).buffer), 1);
  expect(valuesOf("INT64", whole.subarray(1), [2])).toEqual([-1n, 2n ** 62n + 1n]);
  const [cat, other] = valuesOf("BYTES", encodeStrings(["cat", "é"], "y"), [2]);
  expect(cat).toBe("cat");
  expect(other).toHaveLength(2);
});

it("reads rows and columns of JSON, named or not", () => {
  const rows = {
    predictions: [
      { a: [1, 2], b: "x" },
      { a: [3, 4], b: "y" },
    ],
  };
  expect(readPredictedValues(rows, "sole")).toMatchObject([
    { name: "a", datatype: "number", shape: [2, 2], values: [1, 2, 3, 4] },
    { name: "b", datatype: "string", shape: [2], values: ["x", "y"] },
  ]);
  expect(readPredictedValues({ outputs: 7 }, "sole")).toMatchObject([
    { name: "sole", shape: [], values: [7] },
  ]);
  expect(readPredictedValues({ outputs: [{ b64: "AA==" }] }, "sole")[0]?.values).toEqual(['{"b64":"AA=="}']);
});
