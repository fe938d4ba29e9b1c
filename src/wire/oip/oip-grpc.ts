import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { ProtobufWriter } from "../protobuf/protobuf-writer.ts";
import { checkData, expectDatatype, type Tensor } from "../tensor/tensor.ts";
import { WireError } from "../wire-error.ts";
import { dataFromContents } from "./grpc-contents.ts";
import {
  expectDimensions,
  type ModelMetadata,
  type ServerMetadata,
  type TensorMetadata,
} from "./metadata.ts";
import type { InferResponse } from "./oip.ts";

// Open Inference Protocol v2 over gRPC; the field numbers are those of
// https://github.com/kserve/open-inference-protocol specification/protocol/open_inference_grpc.proto
// and of https://github.com/triton-inference-server/common protobuf/grpc_service.proto, which agree.

/** The service's part of a method's path; the method's name follows: `/inference.GRPCInferenceService/ModelInfer`. */
export const OIP_GRPC_SERVICE = "/inference.GRPCInferenceService";

/** The message of ServerReadyRequest and ServerMetadataRequest, which have no fields. */
export const SERVER_REQUEST = new Uint8Array(0);

/** Encodes a ModelReadyRequest or ModelMetadataRequest, which have the same fields. */
export function encodeModelRequest(model: { readonly name: string; readonly version?: string }): Uint8Array {
  const writer = new ProtobufWriter().text(1, model.name);
  if (model.version !== undefined) writer.text(2, model.version);
  return writer.finish();
}

/** Encodes a ModelInferRequest with raw tensors; the server answers with all outputs unless `outputs` names some. */
export function encodeModelInferRequest(request: {
  readonly modelName: string;
  readonly modelVersion?: string;
  readonly id?: string;
  readonly inputs: readonly Tensor[];
  readonly outputs?: readonly string[];
}): Uint8Array {
  const { modelName, modelVersion, id, inputs, outputs = [] } = request;
  const writer = new ProtobufWriter().text(1, modelName);
  if (modelVersion !== undefined) writer.text(2, modelVersion);
  if (id !== undefined) writer.text(3, id);
  for (const { name, datatype, shape } of inputs) {
    writer.message(5, new ProtobufWriter().text(1, name).text(2, datatype).packedVarints(3, shape));
  }
  for (const name of outputs) writer.message(6, new ProtobufWriter().text(1, name));
  for (const { data } of inputs) writer.bytes(7, data);
  return writer.finish();
}

/** Reads a ServerReadyResponse or ModelReadyResponse. Throws `WireError`. */
export function decodeReady(message: Uint8Array): boolean {
  const reader = new ProtobufReader(message, "ready response");
  let ready = false;
  while (reader.next()) {
    if (reader.field === 1) ready = reader.bool();
    else reader.skip();
  }
  return ready;
}

/** Reads a ServerMetadataResponse. Throws `WireError`. */
export function decodeServerMetadata(message: Uint8Array): ServerMetadata {
  const reader = new ProtobufReader(message, "ServerMetadataResponse");
  const extensions: string[] = [];
  let name = "";
  let version = "";
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) version = reader.text();
    else if (reader.field === 3) extensions.push(reader.text());
    else reader.skip();
  }
  return { name, version, extensions };
}

/** Reads a ModelMetadataResponse. Throws `WireError`. */
export function decodeModelMetadata(message: Uint8Array): ModelMetadata {
  const reader = new ProtobufReader(message, "ModelMetadataResponse");
  const versions: string[] = [];
  const inputs: TensorMetadata[] = [];
  const outputs: TensorMetadata[] = [];
  let name = "";
  let platform = "";
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) versions.push(reader.text());
    else if (reader.field === 3) platform = reader.text();
    else if (reader.field === 4) inputs.push(tensorMetadata(reader, `inputs[${inputs.length}]`));
    else if (reader.field === 5) outputs.push(tensorMetadata(reader, `outputs[${outputs.length}]`));
    else reader.skip();
  }
  return { name, versions, platform, inputs, outputs };
}

/** Reads the largest batch in a ModelConfigResponse of Triton; 0 for a model that is not batched. Throws `WireError`. */
export function decodeMaxBatchSize(message: Uint8Array): number {
  const response = new ProtobufReader(message, "ModelConfigResponse");
  let size = 0;
  while (response.next()) {
    if (response.field !== 1) {
      response.skip();
      continue;
    }
    const config = response.message("config");
    while (config.next()) {
      if (config.field === 4) size = Number(config.int64());
      else config.skip();
    }
  }
  return size;
}

function tensorMetadata(reader: ProtobufReader, path: string): TensorMetadata {
  const { name, datatype, shape } = readTensor(reader.message(path), path);
  return { name, datatype, shape: expectDimensions(shape, `${path}.shape`, name) };
}

/** Reads a ModelInferResponse. Raw outputs are views into `message`. Throws `WireError`. */
export function decodeModelInferResponse(message: Uint8Array): InferResponse {
  const reader = new ProtobufReader(message, "ModelInferResponse");
  const outputs: TensorMessage[] = [];
  const raw: Uint8Array[] = [];
  let modelName = "";
  let modelVersion: string | undefined;
  let id: string | undefined;
  while (reader.next()) {
    if (reader.field === 1) modelName = reader.text();
    else if (reader.field === 2) modelVersion = reader.text();
    else if (reader.field === 3) id = reader.text();
    else if (reader.field === 5) {
      const path = `outputs[${outputs.length}]`;
      outputs.push(readTensor(reader.message(path), path));
    } else if (reader.field === 6) raw.push(reader.bytes());
    else reader.skip();
  }
  return { modelName, modelVersion, id, outputs: withData(outputs, raw) };
}

/** The description of a tensor, with its elements if they came typed; metadata of a tensor have none. */
interface TensorMessage extends TensorMetadata {
  readonly contents: ProtobufReader | undefined;
}

function readTensor(reader: ProtobufReader, path: string): TensorMessage {
  const shape: number[] = [];
  let name = "";
  let datatype = "";
  let contents: ProtobufReader | undefined;
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) datatype = reader.text();
    else if (reader.field === 3) reader.varints((size) => shape.push(Number(size.int64())));
    else if (reader.field === 5) contents = reader.message("contents");
    else reader.skip();
  }
  return { name, datatype: expectDatatype(datatype, `${path}.datatype`), shape, contents };
}

/** Joins the outputs of a response with their data: all raw, in the order they are listed, or all typed. */
function withData(outputs: readonly TensorMessage[], raw: readonly Uint8Array[]): Tensor[] {
  if (raw.length > 0 && raw.length !== outputs.length) {
    throw new WireError(`raw_output_contents: expected ${outputs.length} (the outputs), found ${raw.length}`);
  }
  return outputs.map(({ name, datatype, shape, contents }, i) => {
    const path = `outputs[${i}]`;
    const bytes = raw[i];
    if (bytes === undefined) {
      return { name, datatype, shape, data: dataFromContents(contents, datatype, shape, path) };
    }
    // Empty contents next to raw bytes do not count: MLServer writes them.
    if (contents?.next()) throw new WireError(`${path}: has both raw and typed contents, expected one`);
    checkData(datatype, shape, bytes, path);
    return { name, datatype, shape, data: bytes };
  });
}
