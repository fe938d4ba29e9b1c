import { WireError } from "../wire-error.ts";

// gRPC over HTTP/2: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md

/** Length of the prefix of every message: a compression flag, then the message's length, big-endian. */
const PREFIX_BYTES = 5;

/** One message as the body of a request, uncompressed. */
export function frameMessage(message: Uint8Array): Uint8Array {
  const body = new Uint8Array(PREFIX_BYTES + message.length);
  new DataView(body.buffer).setUint32(1, message.length);
  body.set(message, PREFIX_BYTES);
  return body;
}

/** The only message in the body of a unary answer, as a view. Throws `WireError`. */
export function unframeMessage(body: Uint8Array): Uint8Array {
  if (body.length < PREFIX_BYTES) {
    throw new WireError(`the gRPC answer: expected a prefix of ${PREFIX_BYTES} bytes, found ${body.length}`);
  }
  const flag = body[0];
  if (flag === 1) {
    throw new WireError("the gRPC answer: the message is compressed, although the request allowed no coding");
  }
  if (flag !== 0) throw new WireError(`the gRPC answer: expected compressed flag 0 or 1, found ${flag}`);
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(1);
  const rest = body.length - PREFIX_BYTES - length;
  if (rest < 0) {
    throw new WireError(
      `the gRPC answer: ${length} bytes of message are promised, ${body.length - PREFIX_BYTES} are there`,
    );
  }
  if (rest > 0) {
    throw new WireError(`the gRPC answer: expected one message, found ${rest} more bytes behind it`);
  }
  return body.subarray(PREFIX_BYTES);
}
