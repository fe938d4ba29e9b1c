import { createGunzip, createInflate } from "node:zlib";
import type { ByteBudget } from "./byte-budget.ts";
import type { Exchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import { Pieces } from "./pieces.ts";

const DECODERS = { gzip: createGunzip, deflate: createInflate } as const;

/** A body must bring so many bytes in so much time, or end in it. */
const PACE = { bytes: 64 * 1024, ms: 10_000 } as const;
const PACE_CHECK_MS = 1000;

/** The limits of one body and of all bodies together. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
}

/** The reader of request bodies. It gives up a body that is too large, too slow, or too much beside the others. */
export class BodyReader {
  readonly #limits: BodyLimits;
  readonly #receiving = new Set<Receiving>();
  #check: NodeJS.Timeout | undefined;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * Reads and decompresses the body of a request. The rest of a refused body is read and dropped, so that the client
   * can read the answer.
   *
   * @throws HttpError 413 for more than `maxBytes`, sent or inflated; 503 where the budget has no room; 408 for a body
   * that comes too slowly; 415 for an unknown encoding; 400 for broken compressed data
   */
  async read(exchange: Exchange, maxBytes = this.#limits.maxBytes): Promise<Uint8Array> {
    const limits = { ...this.#limits, maxBytes };
    const body = await this.#receive(exchange, limits);
    const encoding = exchange.request.headers["content-encoding"]?.toLowerCase();
    if (encoding === undefined || encoding === "identity") return body;
    if (encoding !== "gzip" && encoding !== "deflate") {
      throw new HttpError(415, `content-encoding ${encoding}: expected gzip, deflate or none`);
    }
    return unpack(body, encoding, exchange, limits);
  }

  async #receive(exchange: Exchange, limits: BodyLimits): Promise<Uint8Array> {
    const receiving = new Receiving(exchange, limits);
    this.#receiving.add(receiving);
    this.#check ??= setInterval(() => this.#checkPace(), PACE_CHECK_MS).unref();
    try {
      return await receiving.body;
    } catch (error) {
      exchange.bytes.force(0);
      exchange.request.resume();
      throw error;
    } finally {
      this.#receiving.delete(receiving);
    }
  }

  #checkPace(): void {
    for (const receiving of this.#receiving) receiving.checkPace(performance.now());
    if (this.#receiving.size > 0) return;
    clearInterval(this.#check);
    this.#check = undefined;
  }
}

/** A body on its way. */
class Receiving {
  readonly body: Promise<Uint8Array>;
  readonly #exchange: Exchange;
  #bytes = 0;
  #mark = { bytes: 0, ms: performance.now() };

  constructor(exchange: Exchange, { maxBytes, budget }: BodyLimits) {
    this.#exchange = exchange;
    this.body = new Promise((resolve, reject) => {
      const { request } = exchange;
      let pieces = new Pieces();
      const take = (chunk: Buffer) => {
        this.#bytes += chunk.length;
        if (this.#bytes > maxBytes) return refuse(tooLarge(maxBytes));
        if (!exchange.bytes.grow(chunk.length)) return refuse(noRoom(budget));
        pieces.add(chunk);
      };
      const refuse = (error: Error) => {
        pieces = new Pieces();
        request.off("data", take);
        reject(error);
      };
      exchange.whenGone(refuse);
      if (Number(request.headers["content-length"] ?? 0) > maxBytes) return refuse(tooLarge(maxBytes));
      request.on("data", take);
      request.on("end", () => resolve(pieces.join()));
      request.on("error", refuse);
      request.on("close", () => {
        if (!request.complete) refuse(new HttpError(400, "the request ended before its body"));
      });
    });
  }

  checkPace(nowMs: number): void {
    if (nowMs - this.#mark.ms < PACE.ms) return;
    const came = this.#bytes - this.#mark.bytes;
    this.#mark = { bytes: this.#bytes, ms: nowMs };
    if (came >= PACE.bytes) return;
    this.#exchange.fail(
      new HttpError(408, `the body comes too slowly: ${came} bytes in ${PACE.ms / 1000} s`, {
        connection: "close",
      }),
    );
  }
}

/** Decompresses a body, and stops as soon as there is too much of it. */
async function unpack(
  body: Uint8Array,
  encoding: keyof typeof DECODERS,
  exchange: Exchange,
  { maxBytes, budget }: BodyLimits,
): Promise<Uint8Array> {
  const decoder = DECODERS[encoding]();
  const chunks: Buffer[] = [];
  let bytes = 0;
  decoder.end(body);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (exchange.failure !== undefined) throw exchange.failure;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      if (!exchange.bytes.grow(chunk.length)) throw noRoom(budget);
      chunks.push(chunk);
    }
  } catch (error) {
    exchange.bytes.force(0);
    if (error === exchange.failure || error instanceof HttpError) throw error;
    throw new HttpError(400, `the body is not ${encoding} data`);
  }
  exchange.bytes.force(bytes);
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, `the body is larger than ${maxBytes} bytes`);
}

/** The error of a request for whose bytes there is no room beside those of the others. */
export function noRoom({ limit }: ByteBudget): HttpError {
  return new HttpError(
    503,
    `the requests under way hold the ${limit} bytes that all may hold together: try again later`,
  );
}
