import {
  decodeText,
  expectArray,
  expectObject,
  expectOptionalString,
  expectString,
  parseJson,
} from "../json.ts";
import { parseLooseExactJson } from "../loose-json.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { show, WireError } from "../wire-error.ts";
import { decodeTensors, type EncodedMessage, joinBody, splitBody, tensorJson } from "./oip-tensors.ts";

export { WireError } from "../wire-error.ts";
export {
  type ModelMetadata,
  parseModelMetadata,
  parseServerMetadata,
} from "./metadata.ts";
export type { EncodedMessage } from "./oip-tensors.ts";

// Open Inference Protocol v2 over REST, with the binary tensor extension:
// https://github.com/kserve/open-inference-protocol specification/protocol/inference_rest.md
// https://github.com/triton-inference-server/server docs/protocol/extension_binary_data.md

export type ParameterValue = string | number | boolean;

export interface RequestedOutput {
  readonly name: string;
  /** Whether this output is sent as raw bytes: its own `binary_data`, else the request's `binary_data_output`. */
  readonly binary: boolean;
}

export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: readonly Tensor[];
  /** Outputs that the request asks for; empty = every output of the model. */
  readonly outputs: readonly RequestedOutput[];
  /** Whether outputs are sent as raw bytes where `outputs` names none. */
  readonly binaryOutput: boolean;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export interface InferResponse {
  readonly modelName: string;
  readonly modelVersion: string | undefined;
  readonly id: string | undefined;
  readonly outputs: readonly Tensor[];
}

/**
 * Bytes of an inference request. `binary` sends the inputs, and asks for the outputs, as raw bytes.
 *
 *     const { headers, body } = encodeInferRequest({ inputs: [image], binary: true });
 */
export function encodeInferRequest(request: {
  readonly id?: string;
  readonly inputs: readonly Tensor[];
  readonly binary: boolean;
  readonly outputs?: readonly string[];
}): EncodedMessage {
  const { id, inputs, binary, outputs } = request;
  const fields = [
    ...(id === undefined ? [] : [`"id":${JSON.stringify(id)}`]),
    ...(binary ? ['"parameters":{"binary_data_output":true}'] : []),
    `"inputs":[${inputs.map((tensor, i) => tensorJson(tensor, binary, `inputs[${i}]`)).join(",")}]`,
    ...(outputs === undefined ? [] : [`"outputs":${JSON.stringify(outputs.map((name) => ({ name })))}`]),
  ];
  return joinBody(`{${fields.join(",")}}`, binary ? inputs : []);
}

/**
 * Reads an inference request. `headerLength` is the value of `inference-header-content-length`, `undefined` when
 * it was absent. Binary inputs are views into `body`. Throws `WireError`.
 */
export function decodeInferRequest(headerLength: number | undefined, body: Uint8Array): InferRequest {
  const { json, tail } = splitBody(headerLength, body);
  return readInferRequest(json, tail);
}

/** Reads an inference request from its JSON part and the bytes that follow it. Throws `WireError`. */
export function readInferRequest(json: Uint8Array, tail: Uint8Array): InferRequest {
  const fields = expectObject(parseJson(decodeText(json, "the request"), "the request"), "the request");
  const parameters = fields.parameters === undefined ? {} : expectParameters(fields.parameters, "parameters");
  const binaryOutput = parameters.binary_data_output === true;
  return {
    id: expectOptionalString(fields.id, "id"),
    inputs: decodeTensors(fields.inputs, tail, "inputs"),
    outputs: fields.outputs === undefined ? [] : requestedOutputs(fields.outputs, binaryOutput),
    binaryOutput,
    parameters,
  };
}

function requestedOutputs(value: unknown, binaryByDefault: boolean): RequestedOutput[] {
  const names = new Set<string>();
  return expectArray(value, "outputs").map((entry, i) => {
    const at = `outputs[${i}]`;
    const fields = expectObject(entry, at);
    const name = expectString(fields.name, `${at}.name`);
    if (names.has(name)) throw new WireError(`${at}.name: ${show(name)} is there twice`);
    names.add(name);
    if (fields.parameters === undefined) return { name, binary: binaryByDefault };
    const { binary_data: binary = binaryByDefault } = expectParameters(fields.parameters, `${at}.parameters`);
    if (typeof binary === "boolean") return { name, binary };
    throw new WireError(`${at}.parameters.binary_data: expected true or false, found ${show(binary)}`);
  });
}

function expectParameters(value: unknown, path: string): Record<string, ParameterValue> {
  const parameters: Record<string, ParameterValue> = {};
  for (const [key, found] of Object.entries(expectObject(value, path))) {
    const parameter = typeof found === "bigint" ? Number(found) : found;
    if (typeof parameter !== "string" && typeof parameter !== "number" && typeof parameter !== "boolean") {
      throw new WireError(`${path}.${key}: expected a string, a number, true or false, found ${show(found)}`);
    }
    parameters[key] = parameter;
  }
  return parameters;
}

/**
 * Bytes of an inference response. `isBinary` decides for each output, by its name, whether its bytes follow the JSON.
 * Throws `WireError` for an output that has no JSON form: JSON knows no NaN and no infinities.
 */
export function encodeInferResponse(
  response: InferResponse,
  isBinary: (outputName: string) => boolean,
): EncodedMessage {
  const { modelName, modelVersion, id, outputs } = response;
  const binary = outputs.filter((tensor) => isBinary(tensor.name));
  const tensors = outputs.map((tensor, i) => tensorJson(tensor, binary.includes(tensor), `outputs[${i}]`));
  const version = modelVersion === undefined ? "" : `,"model_version":${JSON.stringify(modelVersion)}`;
  const echo = id === undefined ? "" : `,"id":${JSON.stringify(id)}`;
  const json = `{"model_name":${JSON.stringify(modelName)}${version}${echo},"outputs":[${tensors.join(",")}]}`;
  return joinBody(json, binary);
}

/** Reads an inference response, as `decodeInferRequest` reads a request. Throws `WireError`. */
export function decodeInferResponse(headerLength: number | undefined, body: Uint8Array): InferResponse {
  const { json, tail } = splitBody(headerLength, body);
  const text = decodeText(json, "the response");
  const fields = expectObject(parseLooseExactJson(text, "the response"), "the response");
  return {
    modelName: expectString(fields.model_name, "model_name"),
    modelVersion: expectOptionalString(fields.model_version, "model_version"),
    id: expectOptionalString(fields.id, "id"),
    outputs: decodeTensors(fields.outputs, tail, "outputs"),
  };
}
