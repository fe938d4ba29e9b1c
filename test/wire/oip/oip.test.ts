import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeInferRequest,
  decodeInferResponse,
  type EncodedMessage,
  encodeInferRequest,
  encodeInferResponse,
  parseModelMetadata,
  parseServerMetadata,
  WireError,
} from "../../../src/wire/oip/oip.ts";
import type { Tensor } from "../../../src/wire/tensor/tensor.ts";

const tensor = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Tensor => ({
  name,
  datatype: "FP32",
  shape,
  data: new Uint8Array(new Float32Array(values).buffer),
});

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const tensors = fc
  .uniqueArray(fc.tuple(fc.string(), fc.array(finite, { maxLength: 6 })), {
    selector: ([name]) => name,
    maxLength: 3,
  })
  .map((pairs) => pairs.map(([name, values]) => tensor(name, values)));

function headerLengthOf({ headers }: EncodedMessage): number | undefined {
  const text = headers["inference-header-content-length"];
  return text === undefined ? undefined : Number(text);
}

describe("a request", () => {
  it("is read as it was written, in JSON and in binary", () => {
    fc.assert(
      fc.property(tensors, fc.boolean(), fc.option(fc.string(), { nil: undefined }), (inputs, binary, id) => {
        const message = encodeInferRequest({
          inputs,
          binary,
          outputs: ["y"],
          ...(id === undefined ? {} : { id }),
        });
        const request = decodeInferRequest(headerLengthOf(message), message.body);
        expect(request.inputs).toEqual(inputs);
        expect(request.id).toBe(id);
        expect(request.outputs).toEqual([{ name: "y", binary }]);
        expect(request.binaryOutput).toBe(binary);
      }),
      { numRuns: 100 },
    );
  });

  it("asks for binary per output, against the request's default", () => {
    const json = {
      inputs: [],
      parameters: { binary_data_output: true },
      outputs: [{ name: "a" }, { name: "b", parameters: { binary_data: false } }],
    };
    expect(decodeInferRequest(undefined, encode(json)).outputs).toEqual([
      { name: "a", binary: true },
      { name: "b", binary: false },
    ]);
  });

  it("may mix JSON and binary inputs", () => {
    const head = encode({
      inputs: [
        { name: "a", datatype: "FP32", shape: [1], data: [2] },
        { name: "b", datatype: "UINT8", shape: [2], parameters: { binary_data_size: 2 } },
      ],
    });
    const body = new Uint8Array([...head, 8, 9]);
    const { inputs } = decodeInferRequest(head.length, body);
    expect(inputs).toEqual([
      tensor("a", [2]),
      { name: "b", datatype: "UINT8", shape: [2], data: new Uint8Array([8, 9]) },
    ]);
  });
});

it("a response is read as it was written, whichever outputs are binary", () => {
  fc.assert(
    fc.property(tensors, fc.func(fc.boolean()), (outputs, isBinary) => {
      const response = { modelName: "m", modelVersion: "1", id: undefined, outputs };
      const message = encodeInferResponse(response, isBinary);
      expect(decodeInferResponse(headerLengthOf(message), message.body)).toEqual(response);
    }),
    { numRuns: 100 },
  );
});

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

const input = { name: "x", datatype: "FP32", shape: [1], data: [1] };

it.each<[string, unknown, number | undefined, RegExp]>([
  ["not JSON", "{", undefined, /the request is not JSON/],
  ["an array", [], undefined, /the request: expected an object, found an array of 0/],
  ["no inputs", {}, undefined, /inputs: expected an array, found undefined/],
  ["an input that is a number", { inputs: [7] }, undefined, /inputs\[0\]: expected an object, found 7/],
  [
    "no name",
    { inputs: [{ ...input, name: 1 }] },
    undefined,
    /inputs\[0\]\.name: expected a string, found 1/,
  ],
  ["a duplicate input", { inputs: [input, input] }, undefined, /inputs\[1\]\.name: "x" is there twice/],
  [
    "an unknown datatype",
    { inputs: [{ ...input, datatype: "FP31" }] },
    undefined,
    /inputs\[0\]\.datatype: expected one of .* found "FP31"/,
  ],
  [
    "a negative dimension",
    { inputs: [{ ...input, shape: [-1] }] },
    undefined,
    /inputs\[0\]\.shape\[0\]: .* found -1/,
  ],
  ["a dimension that is no number", { inputs: [{ ...input, shape: ["1"] }] }, undefined, /found "1"/],
  ["a huge shape", { inputs: [{ ...input, shape: [1e9, 1e9] }] }, undefined, /more than can be counted/],
  [
    "a dimension of 20 digits",
    '{"inputs":[{"name":"x","datatype":"FP32","shape":[12345678901234567890],"data":[]}]}',
    undefined,
    /found 12345678901234567890/,
  ],
  [
    "both forms of data",
    { inputs: [{ ...input, parameters: { binary_data_size: 4 } }] },
    undefined,
    /has both data and binary_data_size/,
  ],
  [
    "a size that is no count",
    { inputs: [{ ...input, parameters: { binary_data_size: -4 } }] },
    undefined,
    /binary_data_size: expected a non-negative integer, found -4/,
  ],
  [
    "truncated binary",
    { inputs: [{ name: "x", datatype: "FP32", shape: [1], parameters: { binary_data_size: 4 } }] },
    undefined,
    /4 bytes are promised, 0 are left/,
  ],
  ["a header beyond the body", { inputs: [] }, 99, /expected 0 to 13 \(the body\), found 99/],
  ["a header cut short", { inputs: [] }, 12, /is not JSON/],
  ["left-over bytes", '{"inputs":[]}zz', 13, /2 bytes follow the last binary tensor/],
  [
    "a parameter that is an object",
    { inputs: [], parameters: { a: {} } },
    undefined,
    /parameters\.a: expected a string/,
  ],
  [
    "a duplicate output",
    { inputs: [], outputs: [{ name: "y" }, { name: "y" }] },
    undefined,
    /outputs\[1\]\.name: "y" is there twice/,
  ],
])("a request with %s is refused with the place", (_intent, body, headerLength, message) => {
  expect(() => decodeInferRequest(headerLength, encode(body))).toThrow(message);
});

it("a binary size that does not fit the shape is refused", () => {
  const head = encode({
    inputs: [{ name: "x", datatype: "FP32", shape: [3], parameters: { binary_data_size: 4 } }],
  });
  expect(() => decodeInferRequest(head.length, new Uint8Array([...head, 0, 0, 0, 0]))).toThrow(
    /inputs\[0\]: FP32 \[3\] takes 12 bytes, found 4/,
  );
});

it("bytes that are not UTF-8 are refused", () => {
  expect(() => decodeInferRequest(undefined, new Uint8Array([0x7b, 0xff]))).toThrow(
    /the request is not UTF-8/,
  );
});

it("random and damaged bytes are either read or refused with a WireError", () => {
  const valid = encodeInferRequest({ inputs: [tensor("x", [1, 2])], binary: true });
  const damaged = fc
    .array(fc.tuple(fc.nat(valid.body.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((edits) => {
      const body = valid.body.slice();
      for (const [at, byte] of edits) body[at] = byte;
      return body;
    });
  const anyLength = fc.option(fc.integer({ min: -1, max: 200 }), { nil: undefined });
  const length = fc.oneof(fc.constant(headerLengthOf(valid)), anyLength);
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged), length, (body, headerLength) => {
      try {
        decodeInferRequest(headerLength, body);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    { numRuns: 500 },
  );
});

describe("metadata", () => {
  it("of a server may lack version and extensions", () => {
    expect(parseServerMetadata({ name: "s" })).toEqual({ name: "s", version: "", extensions: [] });
  });

  it("of a model keeps -1 for open dimensions", () => {
    const io = { name: "x", datatype: "INT64", shape: [-1, 128] };
    expect(parseModelMetadata({ name: "m", platform: "p", inputs: [io], outputs: [] })).toEqual({
      name: "m",
      versions: [],
      platform: "p",
      inputs: [io],
      outputs: [],
    });
  });

  it.each([
    [null, /model metadata: expected an object/],
    [{ name: "m", inputs: {} }, /inputs: expected an array, found an object/],
    [
      { name: "m", inputs: [{ name: "x", datatype: "FP32", shape: [-2] }] },
      /inputs\[0\]\.shape\[0\]: expected -1 or a dimension/,
    ],
  ])("%j is refused", (json, message) => {
    expect(() => parseModelMetadata(json)).toThrow(message);
  });
});

describe("dimensions in text, as JSON of protobuf writes 64-bit integers,", () => {
  const metadata = (shape: unknown[]) =>
    parseModelMetadata({ name: "m", inputs: [{ name: "x", datatype: "FP32", shape }], outputs: [] }).inputs[0]
      ?.shape;

  it("are read where they can mean nothing else", () => {
    expect(metadata(["-1", "224", 3, "0"])).toEqual([-1, 224, 3, 0]);
    const json = { outputs: [{ name: "y", datatype: "FP32", shape: ["1", "2"], data: [1, 2] }] };
    const { outputs } = decodeInferResponse(
      undefined,
      new TextEncoder().encode(JSON.stringify({ model_name: "m", ...json })),
    );
    expect(outputs[0]?.shape).toEqual([1, 2]);
  });

  it.each(["", " 4", "4.0", "04", "0x4", "1e1", "4 ", "-2", "-0", "four", null, true, ["4"]])(
    "are refused where they may mean something else: %j",
    (size) => {
      expect(() => metadata([size])).toThrow(WireError);
    },
  );

  it("are refused in requests, which keep to the protocol", () => {
    const json = { inputs: [{ name: "x", datatype: "FP32", shape: ["1"], data: [1] }] };
    expect(() => decodeInferRequest(undefined, new TextEncoder().encode(JSON.stringify(json)))).toThrow(
      WireError,
    );
  });
});
