import { describe, expect, it } from "vitest";
import { parseModelStatus } from "../../../src/wire/tensorflow/model-status.ts";
import { parseSignature } from "../../../src/wire/tensorflow/signature.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const tensor = (dtype: string, sizes: readonly unknown[] | null) => ({
  dtype,
  name: "t:0",
  tensor_shape: {
    dim: (sizes ?? []).map((size) => ({ size, name: "" })),
    unknown_rank: sizes === null,
  },
});
const SIGNATURE = {
  inputs: { x: tensor("DT_FLOAT", ["-1", "3"]), ids: tensor("DT_INT64", ["-1", "-1"]) },
  outputs: { y: tensor("DT_FLOAT_REF", null), n: tensor("DT_INT32", []) },
  method_name: "tensorflow/serving/predict",
};
const INIT = { inputs: {}, outputs: { op: tensor("DT_INVALID", null) }, method_name: "" };
const metadata = (signatures: object) => ({
  model_spec: { name: "m", signature_name: "", version: "1" },
  metadata: { signature_def: { signature_def: signatures } },
});

it("reads the default signature as the server writes it, and no other", () => {
  expect(parseSignature(metadata({ __saved_model_init_op: INIT, serving_default: SIGNATURE }))).toEqual({
    name: "serving_default",
    inputs: [
      { name: "x", datatype: "FP32", shape: [-1, 3] },
      { name: "ids", datatype: "INT64", shape: [-1, -1] },
    ],
    outputs: [
      { name: "y", datatype: "FP32", shape: null },
      { name: "n", datatype: "INT32", shape: [] },
    ],
  });
});

it("takes the only signature where none is the default", () => {
  expect(parseSignature(metadata({ __saved_model_init_op: INIT, predict: SIGNATURE })).name).toBe("predict");
});

it("reads fields that are left out at their default", () => {
  const bare = { inputs: { x: { dtype: "DT_FLOAT" } }, outputs: {} };
  expect(parseSignature(metadata({ serving_default: bare })).inputs).toEqual([
    { name: "x", datatype: "FP32", shape: [] },
  ]);
});

describe("refuses", () => {
  const withInput = (input: object) => metadata({ serving_default: { inputs: { x: input }, outputs: {} } });
  it.each<[string, unknown, RegExp]>([
    [
      "a choice between signatures",
      metadata({ a: SIGNATURE, b: SIGNATURE }),
      /expected a signature "serving_default" or a single one, found "a", "b"/,
    ],
    ["no signature", metadata({ __saved_model_init_op: INIT }), /found none/],
    ["no metadata", { name: "m" }, /metadata: expected an object, found undefined/],
    [
      "a type nobody knows",
      withInput(tensor("DT_RESOURCE", [])),
      /serving_default\.inputs\.x\.dtype: .*RESOURCE/,
    ],
    ["a dimension of -2", withInput(tensor("DT_FLOAT", ["-2"])), /dim\[0\]\.size: .* found -2/],
    ["a dimension of no number", withInput(tensor("DT_FLOAT", [""])), /dim\[0\]\.size: .* found ""/],
    ["a dimension of half", withInput(tensor("DT_FLOAT", ["1.5"])), /found "1\.5"/],
  ])("%s", (_, json, message) => {
    expect(() => parseSignature(json)).toThrow(WireError);
    expect(() => parseSignature(json)).toThrow(message);
  });
});

describe("the status of a model", () => {
  it("is read as the server writes it", () => {
    const status = { error_code: "OK", error_message: "" };
    expect(
      parseModelStatus({ model_version_status: [{ version: "123", state: "AVAILABLE", status }] }),
    ).toEqual([{ version: "123", state: "AVAILABLE", error: "" }]);
  });

  it.each<[unknown, RegExp]>([
    [{}, /model_version_status: expected an array/],
    [
      { model_version_status: [{ state: "START" }] },
      /\[0\]\.version: expected a version number, found undefined/,
    ],
    [{ model_version_status: [{ version: "1" }] }, /\[0\]\.state: expected a string/],
  ])("%j is none", (json, message) => {
    expect(() => parseModelStatus(json)).toThrow(message);
  });
});
