import { ProtobufReader } from "./protobuf/protobuf-reader.ts";
import { ProtobufWriter } from "./protobuf/protobuf-writer.ts";

// Field numbers as published in frontend/server/src/main/resources/proto/inference.proto of pytorch/serve.

export const TORCHSERVE_SERVICE = "/org.pytorch.serve.grpc.inference.InferenceAPIsService";

/** The message of Ping: `google.protobuf.Empty`. */
export const PING = new Uint8Array(0);

export interface PredictionsRequest {
  readonly model: string;
  /** Version of the model; left out = the default version. */
  readonly version?: string | undefined;
  readonly data: Uint8Array;
}

/** Encodes a `PredictionsRequest`, with the input under the name that handlers look for, "data". */
export function encodePredictionsRequest({ model, version, data }: PredictionsRequest): Uint8Array {
  const request = new ProtobufWriter().text(1, model);
  if (version !== undefined) request.text(2, version);
  return request.message(3, new ProtobufWriter().text(1, "data").bytes(2, data)).finish();
}

/** Reads the content of a `PredictionResponse`, as a view. Throws `WireError`. */
export function decodePredictionResponse(bytes: Uint8Array): Uint8Array {
  const reader = new ProtobufReader(bytes, "PredictionResponse");
  let prediction = new Uint8Array(0);
  while (reader.next()) {
    if (reader.field === 1) prediction = reader.bytes() as Uint8Array<ArrayBuffer>;
    else reader.skip();
  }
  return prediction;
}

/** Reads the JSON text of a `TorchServeHealthResponse`. Throws `WireError`. */
export function decodeHealth(bytes: Uint8Array): string {
  const reader = new ProtobufReader(bytes, "TorchServeHealthResponse");
  let health = "";
  while (reader.next()) {
    if (reader.field === 1) health = reader.text();
    else reader.skip();
  }
  return health;
}
