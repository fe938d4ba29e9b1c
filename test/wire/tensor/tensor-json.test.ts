import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/wire/json.ts";
import { fromBf16, fromFp16 } from "../../../src/wire/tensor/half-floats.ts";
import { tensorValues } from "../../../src/wire/tensor/output-values.ts";
import { bytesPerElement, checkData, type Datatype, elementCount } from "../../../src/wire/tensor/tensor.ts";
import { dataFromJson, dataToJson } from "../../../src/wire/tensor/tensor-json.ts";

const int = (min: number, max: number) => fc.integer({ min, max });

/** Every datatype that has a JSON form, with the values it holds. */
const VALUES: readonly (readonly [Datatype, fc.Arbitrary<unknown>])[] = [
  ["BOOL", fc.boolean()],
  ["UINT8", int(0, 255)],
  ["UINT16", int(0, 65_535)],
  ["UINT32", int(0, 2 ** 32 - 1)],
  ["UINT64", fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  ["INT8", int(-128, 127)],
  ["INT16", int(-32_768, 32_767)],
  ["INT32", int(-(2 ** 31), 2 ** 31 - 1)],
  ["INT64", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ["FP32", fc.float({ noNaN: true, noDefaultInfinity: true })],
  ["FP64", fc.double({ noNaN: true, noDefaultInfinity: true })],
  ["FP16", int(0, 0x7bff).map(fromFp16)],
  ["BF16", int(0, 0x7f7f).map(fromBf16)],
  ["BYTES", fc.string({ unit: "grapheme" })],
];

describe.each(VALUES)("%s", (datatype, value) => {
  it("survives values → bytes → JSON text → bytes", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), (values) => {
        const shape = [values.length];
        const data = dataFromJson(datatype, shape, values, "t");
        checkData(datatype, shape, data, "t");
        const text = dataToJson({ name: "t", datatype, shape, data }, "t");
        expect(dataFromJson(datatype, shape, parseJson(text, "t"), "t")).toEqual(data);
      }),
      { numRuns: 60 },
    );
  });

  it("takes the same values nested as the shape says", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 4 }), (rows) => {
        const shape = [rows.length, 3];
        expect(dataFromJson(datatype, shape, rows, "t")).toEqual(
          dataFromJson(datatype, shape, rows.flat(), "t"),
        );
      }),
      { numRuns: 30 },
    );
  });
});

it.each<[Datatype, readonly number[], unknown, RegExp]>([
  ["UINT8", [1], [256], /t\.data\[0\]: expected an integer in \[0, 255\] \(UINT8\), found 256/],
  ["INT8", [2], [0, 1.5], /t\.data\[1\].*found 1\.5/],
  ["INT32", [1], ["7"], /found "7"/],
  ["INT64", [1], [2n ** 63n], /found 9223372036854775808/],
  ["UINT64", [1], [-1], /found -1/],
  ["FP32", [1], [1e39], /expected a finite number in range/],
  ["FP32", [1], [null], /found null/],
  ["BOOL", [1], [2], /expected true or false/],
  ["BYTES", [1], [7], /expected a string \(BYTES\), found 7/],
  ["FP16", [1], [65_520], /expected a finite number in range \(FP16\), found 65520/],
  ["BF16", [1], [3.4e38], /expected a finite number in range \(BF16\)/],
  ["FP32", [1], ["NaN"], /found "NaN"/],
  ["FP32", Array(300).fill(1), [1], /t\.shape: expected at most 254 dimensions, found 300/],
  ["FP32", [2, 2], [1, 2, 3], /takes 4 values, found 3/],
  ["FP32", [2, 2], [[1, 2], [3]], /t\.data\[1\]: expected an array of 2 \(axis 1\), found an array of 1/],
  ["FP32", [2, 2], [[1, 2], 3], /t\.data\[1\].*found 3/],
  ["FP32", [1], { 0: 1 }, /expected an array of 1 values, found an object/],
  ["FP32", [1], undefined, /found undefined/],
])("%s is refused where shape %o gets data %o", (datatype, shape, data, message) => {
  expect(() => dataFromJson(datatype, shape, data, "t")).toThrow(message);
});

it.each<Datatype>(["FP16", "BF16", "FP32", "FP64"])(
  "%s in an answer may be NaN or infinite, in each way that servers write it",
  (datatype) => {
    const written = [null, "NaN", Number.NaN, "Infinity", Number.NEGATIVE_INFINITY, 0.5];
    const data = dataFromJson(datatype, [6], written, "t", "any");
    const { values } = tensorValues({ name: "t", datatype, shape: [6], data });
    expect([...Array.from(values)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0.5,
    ]);
  },
);

it("an integer in an answer is never null", () => {
  expect(() => dataFromJson("INT32", [1], [null], "t", "any")).toThrow(/found null/);
});

it("rounds FP16 and BF16 to what they hold", () => {
  const rounded = (datatype: Datatype) =>
    dataToJson({ name: "t", datatype, shape: [1], data: dataFromJson(datatype, [1], [0.1], "t") }, "t");
  expect([rounded("FP16"), rounded("BF16")]).toEqual(["[0.0999755859375]", "[0.10009765625]"]);
});

it("refuses to write NaN as JSON, which has no word for it", () => {
  const data = new Uint8Array(new Float32Array([1, Number.NaN]).buffer);
  expect(() => dataToJson({ name: "t", datatype: "FP32", shape: [2], data }, "t")).toThrow(
    /t\.data\[1\]: NaN/,
  );
});

it.each([
  [[-1], /shape\[0\]: expected a non-negative integer, found -1/],
  [[2 ** 32, 2 ** 32], /more than can be counted/],
  [[1.5], /found 1\.5/],
])("refuses the shape %j", (shape, message) => {
  expect(() => elementCount(shape)).toThrow(message);
});

it.each([
  [[], /BYTES element 0 of 1 needs 4 bytes, 0 are left/],
  [[5, 0, 0, 0, 1], /needs 9 bytes, 5 are left/],
  [[0, 0, 0, 0, 9], /end at byte 4, found 5 bytes/],
])("refuses the BYTES data %j", (bytes, message) => {
  expect(() => checkData("BYTES", [1], Uint8Array.from(bytes), "t")).toThrow(message);
});

it("knows no element size for BYTES, and 8 bytes for INT64", () => {
  expect([bytesPerElement("BYTES"), bytesPerElement("INT64")]).toEqual([undefined, 8]);
});
