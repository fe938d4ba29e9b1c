import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tensor } from "../../../src/wire/tensor/tensor.ts";
import { dataFromJson } from "../../../src/wire/tensor/tensor-json.ts";
import {
  columnsJson,
  instancesJson,
  readPredictedValues,
  readPredictions,
} from "../../../src/wire/tensorflow/predict-json.ts";

const ints = (name: string, shape: readonly number[], values: readonly number[]): Tensor => ({
  name,
  datatype: "INT32",
  shape,
  data: dataFromJson("INT32", shape, values, name),
});

// The examples of api_rest.md, "Specifying input tensors in row format" and "… in column format".
const SIGNAL = ints("signal", [2, 5], [1, 2, 3, 4, 5, 3, 4, 1, 2, 5]);
const SENSOR = ints("sensor", [2, 2, 2], [1, 2, 3, 4, 4, 5, 6, 8]);

describe("requests", () => {
  it("of one input are rows without a name", () => {
    expect(JSON.parse(instancesJson([ints("x", [2, 1, 2], [1, 2, 3, 4])]))).toEqual([[[1, 2]], [[3, 4]]]);
    expect(instancesJson([ints("x", [3], [7, 8, 9])])).toBe("[7,8,9]");
  });

  it("of several inputs are rows of objects", () => {
    expect(JSON.parse(instancesJson([SIGNAL, SENSOR]))).toEqual([
      {
        signal: [1, 2, 3, 4, 5],
        sensor: [
          [1, 2],
          [3, 4],
        ],
      },
      {
        signal: [3, 4, 1, 2, 5],
        sensor: [
          [4, 5],
          [6, 8],
        ],
      },
    ]);
  });

  it("in columns are whole inputs by name, of any first dimension, or none", () => {
    expect(JSON.parse(columnsJson([SIGNAL, ints("k", [], [3]), ints("t", [1, 0], [])]))).toEqual({
      signal: [
        [1, 2, 3, 4, 5],
        [3, 4, 1, 2, 5],
      ],
      k: 3,
      t: [[]],
    });
  });

  it("keep every element, in row-major order, in rows as in columns", () => {
    const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shape, (shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const values = Array.from({ length: count }, (_, i) => i);
        const tensor = ints("x", shape, values);
        const rows = JSON.parse(instancesJson([tensor]));
        expect(rows.flat(9)).toEqual(values);
        expect(JSON.parse(columnsJson([tensor]))).toEqual({ x: rows });
        expect(readPredictions({ outputs: rows }, "y")).toEqual([{ name: "y", datatype: "number", shape }]);
        expect(readPredictions({ predictions: rows }, "y")).toEqual([
          { name: "y", datatype: "number", shape },
        ]);
      }),
    );
  });
});

/** Arrays in arrays, as far down. */
const nestedTo = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

describe("answers", () => {
  const named = (outputs: readonly { name: string; datatype: string; shape: readonly number[] }[]) =>
    outputs.map(({ name, datatype, shape }) => `${name} ${datatype} [${shape}]`);

  it.each<[string, unknown, string[]]>([
    ["numbers", { predictions: [1, 2.5, Number.NaN] }, ["y number [3]"]],
    ["rows of numbers", { predictions: [[1, 2]] }, ["y number [1,2]"]],
    ["strings and their bytes", { predictions: [{ b64: "aGk=" }, "hi"] }, ["y string [2]"]],
    ["truth", { predictions: [[true], [false]] }, ["y boolean [2,1]"]],
    [
      "several outputs in rows",
      {
        predictions: [
          { a: 1, b: [1, 2] },
          { a: 2, b: [3, 4] },
        ],
      },
      ["a number [2]", "b number [2,2]"],
    ],
    ["several outputs in columns", { outputs: { a: [1, 2], s: 3 } }, ["a number [2]", "s number []"]],
    ["one output in columns", { outputs: [[1], [2]] }, ["y number [2,1]"]],
    ["one value in columns", { outputs: 4 }, ["y number []"]],
    ["bytes in columns", { outputs: { b64: "aGk=" } }, ["y string []"]],
    ["rows of different lengths", { predictions: [[1, 2], [3]] }, ["y number [2,-1]"]],
    ["rows of different ranks", { predictions: [[1], 2] }, ["y mixed [2]"]],
    ["rows of different ranks, the flat one first", { predictions: [2, [1]] }, ["y mixed [2]"]],
    ["a row of another rank behind an empty one", { predictions: [[], 2] }, ["y mixed [2]"]],
    ["ragged below", { predictions: [[[1], [2, 3]]] }, ["y number [1,2,-1]"]],
    ["nothing found in one row", { predictions: [[], [[1, 2]]] }, ["y number [2,-1,2]"]],
    ["nothing found at all", { predictions: [[], []] }, ["y nothing [2,0]"]],
    ["null among numbers, for NaN", { predictions: [[0.5, null]] }, ["y number [1,2]"]],
    ["a number among strings", { predictions: ["a", 1] }, ["y mixed [2]"]],
    [
      "a row without one output",
      { predictions: [{ a: 1, b: 2 }, { a: 1 }] },
      ["a number [2]", "b mixed [2]"],
    ],
    ["objects within", { predictions: [{ a: { x: 1 } }] }, ["a object [1]"]],
    [
      "an output whose name every object has",
      { predictions: [JSON.parse('{"constructor":1,"__proto__":2}'), { constructor: 3 }] },
      ["constructor number [2]", "__proto__ mixed [2]"],
    ],
    ["nothing", { predictions: [] }, ["y nothing [0]"]],
    ["null", { predictions: [null] }, ["y null [1]"]],
  ])("%s", (_, json, outputs) => {
    expect(named(readPredictions(json, "y"))).toEqual(outputs);
  });

  it.each<[unknown, RegExp]>([
    [{ error: "out of memory" }, /expected "predictions" or "outputs", found error "out of memory"/],
    [{}, /found neither/],
    [{ predictions: 7 }, /predictions: expected an array, found 7/],
    [[1], /the answer: expected an object, found an array of 1/],
    [null, /expected an object/],
    [{ predictions: nestedTo(100_000) }, /expected at most 254 dimensions, found more/],
    [{ outputs: { y: [1, nestedTo(300)] } }, /expected at most 254 dimensions, found more/],
  ])("what is none is told (%#)", (json, message) => {
    expect(() => readPredictions(json, "y")).toThrow(message);
  });
});

it("an output that is nested too deep to be compared is told", () => {
  const deep = JSON.parse(`{"predictions":[{"y":[${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}]}]}`);
  expect(() => readPredictedValues(deep, "y")).toThrow(/nested too deep/);
});
