import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { ProtobufWriter } from "../protobuf/protobuf-writer.ts";

// The model repository extension over gRPC. Triton has it among its other methods (protobuf/grpc_service.proto of
// https://github.com/triton-inference-server/common), MLServer the same messages in a service of their own
// (proto/model_repository.proto of https://github.com/SeldonIO/MLServer).

/** Paths of the RepositoryIndex method in Triton and in MLServer. */
export const REPOSITORY_INDEX = [
  "/inference.GRPCInferenceService/RepositoryIndex",
  "/inference.model_repository.ModelRepositoryService/RepositoryIndex",
] as const;

/** Encoded RepositoryIndexRequest that asks for the models that are ready. */
export const READY_MODELS = new ProtobufWriter().varint(2, 1).finish();

/** Names of the models in a RepositoryIndexResponse, one for each version. Throws `WireError`. */
export function decodeRepositoryIndex(message: Uint8Array): string[] {
  const reader = new ProtobufReader(message, "RepositoryIndexResponse");
  const names: string[] = [];
  while (reader.next()) {
    if (reader.field === 1) names.push(nameIn(reader.message(`models[${names.length}]`)));
    else reader.skip();
  }
  return names;
}

function nameIn(model: ProtobufReader): string {
  let name = "";
  while (model.next()) {
    if (model.field === 1) name = model.text();
    else model.skip();
  }
  return name;
}
