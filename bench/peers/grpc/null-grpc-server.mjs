/**
 * The Open Inference Protocol's gRPC service with a model that does nothing: one FP32 in, one FP32 out. Bare HTTP/2;
 * every answer was encoded before the start. Its first message is its port.
 */
import { createServer } from "node:http2";
import { portOf } from "../../lib/port.mjs";

/** Protobuf fields: a varint below 128, and bytes or text. Numbers are those of the protocol. */
const small = (number, value) => Buffer.from([number << 3, value]);
const bytes = (number, ...parts) => {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, value.length]), value]);
};
const tensor = (name) => [bytes(1, name), bytes(2, "FP32"), bytes(3, [1])];

const yes = [small(1, 1)];
const ANSWERS = {
  ServerLive: yes,
  ServerReady: yes,
  ModelReady: yes,
  ServerMetadata: [bytes(1, "null"), bytes(2, "1")],
  ModelMetadata: [bytes(1, "null"), bytes(2, "1"), bytes(4, ...tensor("in")), bytes(5, ...tensor("out"))],
  ModelInfer: [bytes(1, "null"), bytes(5, ...tensor("out")), bytes(6, new Uint8Array(4))],
};

/** A gRPC message: not compressed, length, bytes. */
const frames = new Map(
  Object.entries(ANSWERS).map(([method, fields]) => {
    const message = Buffer.concat(fields);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    return [`/inference.GRPCInferenceService/${method}`, Buffer.concat([head, message])];
  }),
);

const HEAD = { ":status": 200, "content-type": "application/grpc" };
const UNIMPLEMENTED = "12";

const server = createServer();
server.on("stream", (stream, headers) => {
  const frame = frames.get(headers[":path"] ?? "");
  stream.on("error", () => {});
  stream.resume();
  if (frame === undefined)
    return stream.respond({ ...HEAD, "grpc-status": UNIMPLEMENTED }, { endStream: true });
  stream.respond(HEAD, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(frame);
});
server.listen(0, "127.0.0.1", () => process.send?.(portOf(server)));
process.on("disconnect", () => process.exit());
