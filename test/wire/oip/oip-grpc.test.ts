import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeModelInferResponse,
  decodeModelMetadata,
  decodeReady,
  decodeServerMetadata,
  encodeModelInferRequest,
  encodeModelRequest,
} from "../../../src/wire/oip/oip-grpc.ts";
import { ProtobufWriter } from "../../../src/wire/protobuf/protobuf-writer.ts";
import { bytesPerElement, DATATYPES, type Tensor } from "../../../src/wire/tensor/tensor.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

/*
 * Made with the classes that protoc generated for Triton's own Python client, tritonclient.grpc.service_pb2 (2.73.0):
 * SerializeToString().hex() of messages with the values that the tests below expect.
 */
const REQUEST =
  "0a066cc3a47566741201331a03722d312a110a05696d6167651204465033321a0201022a100a0474657874120542595445531a01022a110a046d61736b1204424f4f4c1a03ac020032080a0673636f72657332070a056c6162656c3a080000c03f000000c03a0a020000006869000000003a00";
/** With parameters of the response and of an output, which are skipped. */
const RAW_RESPONSE =
  "0a016d1201311a03722d3122120a0c73657175656e63655f656e6412020801220b0a047465787412031a01782a310a0673636f7265731204465031361a020103221d0a0e636c617373696669636174696f6e120b10fbffffffffffffffff012a110a056c6162656c120542595445531a01013206003c00bc007c320703000000636174";
const TYPED_RESPONSE =
  "0a016d2a160a04626f6f6c1204424f4f4c1a01032a050a030100012a1e0a04696e74381204494e54381a01022a0d120b80ffffffffffffffff017f2a210a05696e7431361205494e5431361a01022a0e120c8080feffffffffffff01ac022a200a05696e7433321205494e5433321a01022a0d120b80808080f8ffffffff01072a270a05696e7436341205494e5436341a01022a141a128080808080808080800181808080808080102a180a0575696e7438120555494e54381a01022a05220300ff012a1a0a0675696e743136120655494e5431361a01012a052203ffff032a1c0a0675696e743332120655494e5433321a01012a072205ffffffff0f2a210a0675696e743634120655494e5436341a01012a0c2a0affffffffffffffffff012a1c0a04667033321204465033321a0201022a0a32080000c03f0000807f2a1b0a04667036341204465036341a01012a0a3a089a9999999999b93f2a190a056279746573120542595445531a01022a064202ff004200";
const MODEL_METADATA =
  "0a067265736e65741201311201321a106f6e6e7872756e74696d655f6f6e6e78221a0a01781204465033321a0fffffffffffffffffff0103e001e0012a160a01791205494e5436341a0affffffffffffffffff01";
const SERVER_METADATA =
  "0a06747269746f6e1206322e36312e301a0e636c617373696669636174696f6e1a0a73746174697374696373";

const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (view: ArrayBufferView<ArrayBuffer>) => new Uint8Array(view.buffer);

describe("beside Triton's client", () => {
  it("writes the same inference request", () => {
    const inputs: Tensor[] = [
      { name: "image", datatype: "FP32", shape: [1, 2], data: bytesOf(Float32Array.of(1.5, -2)) },
      {
        name: "text",
        datatype: "BYTES",
        shape: [2],
        data: Uint8Array.of(2, 0, 0, 0, 0x68, 0x69, 0, 0, 0, 0),
      },
      { name: "mask", datatype: "BOOL", shape: [300, 0], data: new Uint8Array(0) },
    ];
    const outputs = ["scores", "label"];
    const request = encodeModelInferRequest({
      modelName: "läuft",
      modelVersion: "3",
      id: "r-1",
      inputs,
      outputs,
    });
    expect(toHex(request)).toBe(REQUEST);
  });

  it("writes the same requests about a model", () => {
    expect(toHex(encodeModelRequest({ name: "resnet", version: "2" }))).toBe("0a067265736e6574120132");
    expect(toHex(encodeModelRequest({ name: "resnet" }))).toBe("0a067265736e6574");
  });

  it("reads a response with raw outputs", () => {
    expect(decodeModelInferResponse(fromHex(RAW_RESPONSE))).toEqual({
      modelName: "m",
      modelVersion: "1",
      id: "r-1",
      outputs: [
        { name: "scores", datatype: "FP16", shape: [1, 3], data: Uint8Array.of(0, 0x3c, 0, 0xbc, 0, 0x7c) },
        { name: "label", datatype: "BYTES", shape: [1], data: Uint8Array.of(3, 0, 0, 0, 0x63, 0x61, 0x74) },
      ],
    });
  });

  it("reads a response with typed outputs of every datatype that has a typed form", () => {
    const { outputs, ...rest } = decodeModelInferResponse(fromHex(TYPED_RESPONSE));
    expect(rest).toEqual({ modelName: "m", modelVersion: undefined, id: undefined });
    expect(outputs.map(({ name, datatype, shape, data }) => [name, datatype, shape, [...data]])).toEqual(
      (
        [
          ["BOOL", [3], Uint8Array.of(1, 0, 1)],
          ["INT8", [2], Int8Array.of(-128, 127)],
          ["INT16", [2], Int16Array.of(-32_768, 300)],
          ["INT32", [2], Int32Array.of(-(2 ** 31), 7)],
          ["INT64", [2], BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)],
          ["UINT8", [2], Uint8Array.of(0, 255)],
          ["UINT16", [1], Uint16Array.of(65_535)],
          ["UINT32", [1], Uint32Array.of(2 ** 32 - 1)],
          ["UINT64", [1], BigUint64Array.of(2n ** 64n - 1n)],
          ["FP32", [1, 2], Float32Array.of(1.5, Number.POSITIVE_INFINITY)],
          ["FP64", [1], Float64Array.of(0.1)],
          ["BYTES", [2], Uint8Array.of(2, 0, 0, 0, 255, 0, 0, 0, 0, 0)],
        ] as const
      ).map(([datatype, shape, values]) => [datatype.toLowerCase(), datatype, shape, [...bytesOf(values)]]),
    );
  });

  it("reads what a model and a server say of themselves", () => {
    expect(decodeModelMetadata(fromHex(MODEL_METADATA))).toEqual({
      name: "resnet",
      versions: ["1", "2"],
      platform: "onnxruntime_onnx",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 3, 224, 224] }],
      outputs: [{ name: "y", datatype: "INT64", shape: [-1] }],
    });
    expect(decodeServerMetadata(fromHex(SERVER_METADATA))).toEqual({
      name: "triton",
      version: "2.61.0",
      extensions: ["classification", "statistics"],
    });
  });

  it("reads that a model is ready, and that an empty answer means no", () => {
    expect([decodeReady(fromHex("0801")), decodeReady(new Uint8Array(0))]).toEqual([true, false]);
  });

  it.each([
    ["raw response", RAW_RESPONSE, decodeModelInferResponse],
    ["typed response", TYPED_RESPONSE, decodeModelInferResponse],
    ["model metadata", MODEL_METADATA, decodeModelMetadata],
    ["server metadata", SERVER_METADATA, decodeServerMetadata],
  ] as const)("throws only WireError at a %s that is cut or damaged anywhere", (_, text, decode) => {
    const whole = fromHex(text);
    for (let at = 0; at < whole.length; at++) {
      onlyWireError(() => decode(whole.subarray(0, at)));
      for (const flip of [0x01, 0x10, 0x80, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        onlyWireError(() => decode(damaged));
      }
    }
  });
});

function onlyWireError(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
  }
}

const tensorMessage = (tensor: Tensor) =>
  new ProtobufWriter().text(1, tensor.name).text(2, tensor.datatype).packedVarints(3, tensor.shape);

const fixedTensor: fc.Arbitrary<Tensor> = fc
  .record({
    name: fc.string({ unit: "grapheme" }),
    datatype: fc.constantFrom(...DATATYPES.filter((datatype) => datatype !== "BYTES")),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
  })
  .chain(({ name, datatype, shape }) => {
    const size = shape.reduce((product, axis) => product * axis, 1) * (bytesPerElement(datatype) ?? 0);
    return fc
      .uint8Array({ minLength: size, maxLength: size })
      .map((data) => ({ name, datatype, shape, data }));
  });

it("reads any raw outputs, in any order of the message's fields", () => {
  fc.assert(
    fc.property(fc.array(fixedTensor, { minLength: 1, maxLength: 3 }), fc.boolean(), (outputs, rawFirst) => {
      const writer = new ProtobufWriter();
      const raw = () => {
        for (const { data } of outputs) writer.bytes(6, data);
      };
      if (rawFirst) raw();
      for (const output of outputs) writer.message(5, tensorMessage(output));
      if (!rawFirst) raw();
      expect(decodeModelInferResponse(writer.finish()).outputs).toEqual(outputs);
    }),
  );
});

it("reads typed elements that are not packed, and the datatype behind them", () => {
  const contents = new ProtobufWriter()
    .fixed(6, bytesOf(Float32Array.of(1)))
    .fixed(6, bytesOf(Float32Array.of(-1)));
  const output = new ProtobufWriter().message(5, contents).varint(3, 2).text(2, "FP32").text(1, "y");
  expect(decodeModelInferResponse(new ProtobufWriter().message(5, output).finish()).outputs).toEqual([
    { name: "y", datatype: "FP32", shape: [2], data: bytesOf(Float32Array.of(1, -1)) },
  ]);
});

it("takes empty contents beside raw bytes for none, as MLServer 1.7 writes them", () => {
  const y: Tensor = { name: "y", datatype: "FP32", shape: [2], data: new Uint8Array(8) };
  const output = tensorMessage(y).message(5, new ProtobufWriter());
  const response = new ProtobufWriter().message(5, output).bytes(6, y.data);
  expect(decodeModelInferResponse(response.finish()).outputs).toEqual([y]);
});

describe("a wrong response is refused", () => {
  const y: Tensor = { name: "y", datatype: "FP32", shape: [2], data: new Uint8Array(8) };
  const response = () => new ProtobufWriter().message(5, tensorMessage(y));
  const typed = (datatype: Tensor["datatype"], field: number, values: readonly bigint[]) =>
    new ProtobufWriter().message(
      5,
      tensorMessage({ ...y, datatype }).message(5, new ProtobufWriter().packedVarints(field, values)),
    );

  it.each([
    ["no elements at all", response(), /outputs\[0\]: FP32 \[2\] takes 8 bytes, found 0/],
    ["too few raw bytes", response().bytes(6, new Uint8Array(4)), /takes 8 bytes, found 4/],
    ["two raw outputs for one", response().bytes(6, y.data).bytes(6, y.data), /expected 1 .* found 2/],
    ["raw and typed", typed("UINT8", 4, [1n, 2n]).bytes(6, y.data), /outputs\[0\]: has both/],
    ["typed in another field", typed("INT64", 2, [1n, 2n]), /INT64 \[2\] takes 16 bytes, found 0/],
    ["typed FP16", typed("FP16", 6, []), /FP16 has no typed contents, expected raw/],
    ["256 as UINT8", typed("UINT8", 4, [1n, 256n]), /field 4: 256 does not fit into 1 bytes/],
    ["-129 as INT8", typed("INT8", 2, [-129n, 0n]), /-129 does not fit into 1 bytes/],
    ["a negative shape", new ProtobufWriter().message(5, tensorMessage({ ...y, shape: [-1] })), /found -1/],
    [
      "an unknown datatype",
      new ProtobufWriter().message(5, new ProtobufWriter().text(1, "y")),
      /datatype: expec/,
    ],
    [
      "a number for an output",
      new ProtobufWriter().varint(5, 1),
      /^ModelInferResponse, field 5.*found a varint/,
    ],
  ] as const)("%s", (_, writer, error) => {
    expect(() => decodeModelInferResponse(writer.finish())).toThrow(error);
  });

  it("-2 as a dimension of a model", () => {
    const writer = new ProtobufWriter().message(4, tensorMessage({ ...y, shape: [-2] }));
    expect(() => decodeModelMetadata(writer.finish())).toThrow(
      /inputs\[0\]\.shape\[0\]: expected -1 or a dim/,
    );
  });
});
