import { join } from "node:path";
import { loadSync, type MessageTypeDefinition } from "@grpc/proto-loader";

/** TensorFlow Serving's messages and services, from a .proto with their published names and field numbers. */
export const TENSORFLOW_SERVING = loadSync(join(import.meta.dirname, "tensorflow_serving.proto"), {
  keepCase: true,
  longs: String,
});

/** Writes a message with protobufjs, which shares nothing with the code under test. */
export function encodeMessage(name: string, value: object): Buffer {
  return definitionOf(name).serialize(value);
}

/** Reads a message with protobufjs. */
export function decodeMessage(name: string, bytes: Uint8Array): object {
  return definitionOf(name).deserialize(Buffer.from(bytes));
}

function definitionOf(name: string): MessageTypeDefinition<object, object> {
  return TENSORFLOW_SERVING[`tensorflow.serving.${name}`] as MessageTypeDefinition<object, object>;
}
