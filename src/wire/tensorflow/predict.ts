import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { ProtobufWriter } from "../protobuf/protobuf-writer.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { WireError } from "../wire-error.ts";
import type { ModelVersion } from "./model-status.ts";
import { decodeSignature, readMap, type Signature } from "./signature.ts";
import { decodeTensorProto, encodeTensorProto } from "./tensor-proto.ts";

// TensorFlow Serving over gRPC; the field numbers are those of https://github.com/tensorflow/serving
// tensorflow_serving/apis/{model,predict,get_model_metadata,get_model_status}.proto

export const PREDICT = "/tensorflow.serving.PredictionService/Predict";
export const GET_MODEL_METADATA = "/tensorflow.serving.PredictionService/GetModelMetadata";
export const GET_MODEL_STATUS = "/tensorflow.serving.ModelService/GetModelStatus";

/** Encodes a ModelSpec: without a version the server takes the latest, without a signature its default. */
function modelSpec({ name, version }: ModelVersion, signature: string | null = null): ProtobufWriter {
  const writer = new ProtobufWriter().text(1, name);
  if (version !== null) writer.message(2, new ProtobufWriter().varint(1, version));
  if (signature !== null) writer.text(3, signature);
  return writer;
}

export function encodePredictRequest(request: {
  readonly model: ModelVersion;
  readonly signature: string | null;
  readonly inputs: readonly Tensor[];
}): Uint8Array {
  const writer = new ProtobufWriter().message(1, modelSpec(request.model, request.signature));
  for (const input of request.inputs) {
    writer.message(2, new ProtobufWriter().text(1, input.name).message(2, encodeTensorProto(input)));
  }
  return writer.finish();
}

/** Reads the outputs of a PredictResponse. Throws `WireError`. */
export function decodePredictResponse(message: Uint8Array): Tensor[] {
  const outputs = readMap(new ProtobufReader(message, "PredictResponse"), 1);
  return [...outputs].map(([name, tensor]) => decodeTensorProto(tensor, name, `outputs.${name}`));
}

export function encodeModelStatusRequest(model: ModelVersion): Uint8Array {
  return new ProtobufWriter().message(1, modelSpec(model)).finish();
}

export function encodeModelMetadataRequest(model: ModelVersion): Uint8Array {
  return new ProtobufWriter().message(1, modelSpec(model)).text(2, "signature_def").finish();
}

/** Reads the signature to call from a GetModelMetadataResponse. Throws `WireError`. */
export function decodeModelMetadata(message: Uint8Array): Signature {
  const any = readMap(new ProtobufReader(message, "GetModelMetadataResponse"), 2).get("signature_def");
  if (any === undefined) throw new WireError('metadata: expected "signature_def", found none');
  const reader = new ProtobufReader(any, "metadata.signature_def");
  let signatures: Uint8Array = new Uint8Array(0);
  while (reader.next()) {
    if (reader.field === 2) signatures = reader.bytes();
    else reader.skip();
  }
  return decodeSignature(signatures);
}
