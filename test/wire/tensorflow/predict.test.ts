import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesPerElement, DATATYPES, type Datatype, type Tensor } from "../../../src/wire/tensor/tensor.ts";
import { decodeModelStatus } from "../../../src/wire/tensorflow/model-status.ts";
import {
  decodeModelMetadata,
  decodePredictResponse,
  encodeModelMetadataRequest,
  encodeModelStatusRequest,
  encodePredictRequest,
} from "../../../src/wire/tensorflow/predict.ts";
import { datatypeFromTf } from "../../../src/wire/tensorflow/tensor-proto.ts";
import { WireError } from "../../../src/wire/wire-error.ts";
import { decodeMessage, encodeMessage } from "../../targets/tensorflow-messages.ts";

/*
 * Made with the classes that protoc generated from TensorFlow's own files, as pythie-serving 3.4.3 ships them:
 * SerializeToString(deterministic=True).hex() of messages with the values that the tests below expect.
 */
const REQUEST =
  "0a1d0a066cc3a4756674120208031a0f73657276696e675f64656661756c74121b0a0178121608011208120208011202080222080000c03f000000c0";
const STRINGS = "0a030a016d12160a0474657874120e0807120412020802420268694200";
const RESPONSE =
  "0a190a0862666c6f61743136120d080e1204120208016a0380ff020a150a04626f6f6c120d080a1204120208035a030100010a1c0a06646f75626c651212080212041202080132089a9999999999b93f0a1a0a0465646765121208011204120208032a080000803f000000400a1e0a0666696c6c6564121408031204120208033a0afbffffffffffffffff010a1f0a05666c6f617412160801120812020801120208022a080000c03f0000807f0a170a0468616c66120f08131204120208026a05807880f8020a1f0a05696e743136121608051204120208023a0c8080feffffffffffff01ac020a1e0a05696e743332121508031204120208023a0b80808080f8ffffffff01070a250a05696e743634121c080912041202080252128080808080808080800181808080808080100a1d0a04696e7438121508061204120208023a0b80ffffffffffffffff017f0a150a03726177120e08051204120208022204ffff2c010a140a067363616c6172120a080112002a04000080400a180a06737472696e67120e08071204120208024202ff0042000a170a0675696e743136120d08111204120208013a03ffff030a1a0a0675696e74333212100816120412020801820105ffffffff0f0a1f0a0675696e743634121508171204120208018a010affffffffffffffffff010a160a0575696e7438120d08041204120208023a0300ff010a110a057a65726f731208080912041202080212070a016d12020803";
const STATUS = "0a04080210140a12080110321a0c080312086e6f206772617068";
const METADATA =
  "0a030a016d12e3010a0d7369676e61747572655f64656612d1010a36747970652e676f6f676c65617069732e636f6d2f74656e736f72666c6f772e73657276696e672e5369676e61747572654465664d61701296010a670a0f73657276696e675f64656661756c7412540a240a0178121f0a03783a3010011a16120b08ffffffffffffffffff01120308e0011202080312100a0179120b0a03793a3010091a0218011a1a74656e736f72666c6f772f73657276696e672f707265646963740a2b0a155f5f73617665645f6d6f64656c5f696e69745f6f70121212100a026f70120a0a044e6f4f701a021801";

const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (view: ArrayBufferView<ArrayBuffer>) => new Uint8Array(view.buffer);

describe("beside TensorFlow's own messages", () => {
  it("writes the same prediction request", () => {
    const x: Tensor = { name: "x", datatype: "FP32", shape: [1, 2], data: bytesOf(Float32Array.of(1.5, -2)) };
    const model = { name: "läuft", version: 3n };
    expect(toHex(encodePredictRequest({ model, signature: "serving_default", inputs: [x] }))).toBe(REQUEST);
    const data = Uint8Array.of(2, 0, 0, 0, 0x68, 0x69, 0, 0, 0, 0);
    const text: Tensor = { name: "text", datatype: "BYTES", shape: [2], data };
    const latest = { name: "m", version: null };
    expect(toHex(encodePredictRequest({ model: latest, signature: null, inputs: [text] }))).toBe(STRINGS);
  });

  it("writes the same questions about a model", () => {
    expect(toHex(encodeModelStatusRequest({ name: "m", version: 7n }))).toBe("0a070a016d12020807");
    expect(toHex(encodeModelMetadataRequest({ name: "m", version: null }))).toBe(
      "0a030a016d120d7369676e61747572655f646566",
    );
  });

  it("reads outputs of every datatype, typed or raw, and fills up those that are cut short", () => {
    const found = decodePredictResponse(fromHex(RESPONSE)).map(({ name, datatype, shape, data }) => [
      name,
      datatype,
      shape,
      [...data],
    ]);
    const expected = (
      [
        ["float", "FP32", [1, 2], Float32Array.of(1.5, Number.POSITIVE_INFINITY)],
        ["double", "FP64", [1], Float64Array.of(0.1)],
        ["int32", "INT32", [2], Int32Array.of(-(2 ** 31), 7)],
        ["uint8", "UINT8", [2], Uint8Array.of(0, 255)],
        ["int16", "INT16", [2], Int16Array.of(-32_768, 300)],
        ["int8", "INT8", [2], Int8Array.of(-128, 127)],
        ["uint16", "UINT16", [1], Uint16Array.of(65_535)],
        ["string", "BYTES", [2], Uint8Array.of(2, 0, 0, 0, 255, 0, 0, 0, 0, 0)],
        ["int64", "INT64", [2], BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)],
        ["bool", "BOOL", [3], Uint8Array.of(1, 0, 1)],
        ["half", "FP16", [2], Uint16Array.of(0x3c00, 0xbc00)],
        ["bfloat16", "BF16", [1], Uint16Array.of(0xbf80)],
        ["uint32", "UINT32", [1], Uint32Array.of(2 ** 32 - 1)],
        ["uint64", "UINT64", [1], BigUint64Array.of(2n ** 64n - 1n)],
        ["filled", "INT32", [3], Int32Array.of(-5, -5, -5)],
        ["edge", "FP32", [3], Float32Array.of(1, 2, 2)],
        ["zeros", "INT64", [2], BigInt64Array.of(0n, 0n)],
        ["raw", "INT16", [2], Int16Array.of(-1, 300)],
        ["scalar", "FP32", [], Float32Array.of(4)],
      ] as const
    ).map(([name, datatype, shape, values]) => [name, datatype, shape, [...bytesOf(values)]]);
    const byName = (rows: unknown[][]) => rows.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
    expect(byName(found)).toEqual(byName(expected));
  });

  it("reads how far each version is", () => {
    expect(decodeModelStatus(fromHex(STATUS))).toEqual([
      { version: "2", state: "LOADING", error: "" },
      { version: "1", state: "END", error: "no graph" },
    ]);
  });

  it("reads the default signature among others", () => {
    expect(decodeModelMetadata(fromHex(METADATA))).toEqual({
      name: "serving_default",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 224, 3] }],
      outputs: [{ name: "y", datatype: "INT64", shape: null }],
    });
  });

  it.each([
    ["prediction", RESPONSE, decodePredictResponse],
    ["status", STATUS, decodeModelStatus],
    ["signature", METADATA, decodeModelMetadata],
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

const DT: Readonly<Record<Datatype, number>> = {
  FP32: 1,
  FP64: 2,
  INT32: 3,
  UINT8: 4,
  INT16: 5,
  INT8: 6,
  BYTES: 7,
  INT64: 9,
  BOOL: 10,
  BF16: 14,
  UINT16: 17,
  FP16: 19,
  UINT32: 22,
  UINT64: 23,
};

const tensor: fc.Arbitrary<Tensor> = fc
  .record({
    datatype: fc.constantFrom(...DATATYPES.filter((datatype) => datatype !== "BYTES")),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
  })
  .chain(({ datatype, shape }) => {
    const size = shape.reduce((product, axis) => product * axis, 1) * (bytesPerElement(datatype) ?? 0);
    return fc
      .uint8Array({ minLength: size, maxLength: size })
      .map((data) => ({ name: "", datatype, shape, data }));
  });
const tensors = fc
  .dictionary(fc.string({ unit: "grapheme", minLength: 1 }), tensor, { minKeys: 1, maxKeys: 3 })
  .map((named) => Object.entries(named).map(([name, one]) => ({ ...one, name })));

const dims = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size })) });

it("protobufjs reads the tensors of any request", () => {
  fc.assert(
    fc.property(tensors, fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (inputs, version) => {
      const request = encodePredictRequest({ model: { name: "m", version }, signature: "s", inputs });
      expect(decodeMessage("PredictRequest", request)).toMatchObject({
        model_spec: {
          name: "m",
          version: version === 0n ? {} : { value: String(version) },
          signature_name: "s",
        },
        inputs: Object.fromEntries(
          inputs.map(({ name, datatype, shape, data }) => [
            name,
            {
              dtype: DT[datatype],
              ...(shape.length === 0
                ? {}
                : { tensor_shape: { dim: shape.map((size) => (size === 0 ? {} : { size: String(size) })) } }),
              ...(data.length === 0 ? {} : { tensor_content: Buffer.from(data) }),
            },
          ]),
        ),
      });
    }),
  );
});

it("reads what protobufjs writes of any raw outputs", () => {
  fc.assert(
    fc.property(tensors, (outputs) => {
      const message = encodeMessage("PredictResponse", {
        outputs: Object.fromEntries(
          outputs.map(({ name, datatype, shape, data }) => [
            name,
            { dtype: DT[datatype], tensor_shape: dims(shape), tensor_content: data },
          ]),
        ),
      });
      const found = decodePredictResponse(message);
      expect(found.map(({ data, ...rest }) => ({ ...rest, data: [...data] }))).toEqual(
        outputs.map(({ data, ...rest }) => ({ ...rest, data: [...data] })),
      );
    }),
  );
});

it("reads what protobufjs writes of typed outputs of any length", () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(
      fc.array(int64, { minLength: 1, maxLength: 20 }),
      fc.array(fc.float(), { minLength: 1, maxLength: 20 }),
      fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 5 }),
      (longs, floats, strings) => {
        const message = encodeMessage("PredictResponse", {
          outputs: {
            longs: { dtype: 9, tensor_shape: dims([longs.length]), int64_val: longs.map(String) },
            floats: { dtype: 1, tensor_shape: dims([floats.length, 1]), float_val: floats },
            strings: { dtype: 7, tensor_shape: dims([strings.length]), string_val: strings },
          },
        });
        const [longOut, floatOut, stringOut] = decodePredictResponse(message);
        expect([...new BigInt64Array(longOut?.data.slice().buffer as ArrayBuffer)]).toEqual(longs);
        expect([...new Float32Array(floatOut?.data.slice().buffer as ArrayBuffer)]).toEqual(floats);
        expect(stringOut).toMatchObject({ datatype: "BYTES", shape: [strings.length] });
        const bytes = strings.flatMap((one) => [one.length, 0, 0, 0, ...one]);
        expect([...(stringOut?.data ?? [])]).toEqual(bytes);
      },
    ),
  );
});

describe("a wrong answer is refused", () => {
  const y = (changes: object) =>
    encodeMessage("PredictResponse", { outputs: { y: { dtype: 1, tensor_shape: dims([2]), ...changes } } });

  it.each<[string, object, RegExp]>([
    [
      "too few raw bytes",
      { tensor_content: Buffer.alloc(4) },
      /outputs\.y: FP32 \[2\] takes 8 bytes, found 4/,
    ],
    ["too many values", { float_val: [1, 2, 3] }, /outputs\.y: FP32 \[2\] takes 8 bytes, found 12/],
    ["300 as UINT8", { dtype: 4, int_val: [300, 1] }, /field 7: 300 does not fit into 1 bytes/],
    ["a complex number", { dtype: 8 }, /outputs\.y\.dtype: expected one of DT_FLOAT, .*, found 8/],
    ["no datatype", { dtype: 0 }, /outputs\.y\.dtype: .* found 0/],
    ["an unknown rank", { tensor_shape: { unknown_rank: true } }, /tensor_shape: .* unknown rank/],
    ["a negative dimension", { tensor_shape: dims([-1]) }, /tensor_shape\[0\]: .* found -1/],
    ["more elements than were sent, by far", { tensor_shape: dims([2 ** 40]), float_val: [1] }, /found 4$/],
  ])("%s", (_, changes, message) => {
    expect(() => decodePredictResponse(y(changes))).toThrow(WireError);
    expect(() => decodePredictResponse(y(changes))).toThrow(message);
  });

  it("metadata that is something else", () => {
    const other = encodeMessage("GetModelMetadataResponse", {
      metadata: { assets: { value: Buffer.of(1) } },
    });
    expect(() => decodeModelMetadata(other)).toThrow(/expected "signature_def", found none/);
  });
});

it("knows a DataType by its number, its name, and as that of a variable", () => {
  expect([1, "DT_FLOAT", "DT_FLOAT_REF", 19, "DT_STRING"].map((type) => datatypeFromTf(type, "t"))).toEqual([
    "FP32",
    "FP32",
    "FP32",
    "FP16",
    "BYTES",
  ]);
  expect(() => datatypeFromTf("DT_RESOURCE", "t")).toThrow(/^t: expected one of DT_FLOAT, .* "DT_RESOURCE"$/);
});
