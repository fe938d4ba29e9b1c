import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { HttpError } from "./http-error.ts";

const DECODERS = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/**
 * Reads and decompresses the body of a request. The rest of a refused body is read and dropped, so that the client
 * can read the answer.
 *
 * @throws HttpError 413 for more than `maxBytes`, sent or inflated; 415 for an unknown encoding; 400 for broken
 * compressed data
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const body = await receive(request, maxBytes);
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return body;
  if (encoding !== "gzip" && encoding !== "deflate") {
    throw new HttpError(415, `content-encoding ${encoding}: expected gzip, deflate or none`);
  }
  try {
    return await DECODERS[encoding](body, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(maxBytes);
    throw new HttpError(400, `the body is not ${encoding} data`);
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, `the body is larger than ${maxBytes} bytes`);
}

function receive(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
      request.resume();
      reject(tooLarge(maxBytes));
      return;
    }
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks = [];
        reject(tooLarge(maxBytes));
      }
    });
    request.on("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new HttpError(400, "the request ended before its body"));
    });
  });
}
