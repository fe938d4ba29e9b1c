import { GrowingBytes } from "../wire/growing-bytes.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import type { PackedRequest, Sending } from "../wire/http/transport.ts";
import type { HeaderFields } from "../wire/http2/hpack-decoder.ts";

/** More of a body is counted and dropped, as over HTTP/1.1. */
const MAX_BODY_BYTES = 1 << 24;
const NO_HEADERS: ReadonlyMap<string, string> = new Map();
const NO_BODY = new Uint8Array(0);

/** One request on an HTTP/2 connection, and as much of its answer as has come. */
export class Http2Call<Exchange> implements Sending {
  readonly exchange: Exchange;
  /** Header block of the request. */
  readonly head: Uint8Array;
  /** What has not been sent of its body. */
  unsent: Uint8Array;
  /** How much of that the server takes now. */
  windowBytes = 0;
  /** Nothing more is told of it. */
  ended = false;
  /** 0 while it waits for the connection to stand. */
  id = 0;
  /** 0 until the head of the answer has come. */
  status = 0;
  /** Came since the server was last told that it may send more. */
  unacknowledgedBytes = 0;

  readonly #onAbort: (call: Http2Call<Exchange>) => void;
  #headers = NO_HEADERS;
  #trailers = NO_HEADERS;
  #body: GrowingBytes | undefined;
  #bodyBytes = 0;

  constructor(
    exchange: Exchange,
    { head, bytes }: PackedRequest,
    onAbort: (call: Http2Call<Exchange>) => void,
  ) {
    if (head === null) throw new Error("the request was packed for HTTP/1.1");
    this.exchange = exchange;
    this.head = head;
    this.unsent = bytes;
    this.#onAbort = onAbort;
  }

  abort(): void {
    if (!this.ended) this.#onAbort(this);
  }

  takeHead({ status, fields }: HeaderFields): void {
    this.status = status;
    this.#headers = fields;
  }

  takeTrailers({ fields }: HeaderFields): void {
    this.#trailers = fields;
  }

  countBody(bytes: number): void {
    this.#bodyBytes += bytes;
  }

  keepBody(bytes: Uint8Array, from: number, to: number): void {
    if (this.#bodyBytes > MAX_BODY_BYTES) return;
    this.#body ??= new GrowingBytes();
    this.#body.append(bytes, from, to);
  }

  /** What is wrong with the answer, now that it has ended. */
  problem(): string | undefined {
    const promised = this.#headers.get("content-length");
    if (promised === undefined || Number(promised) === this.#bodyBytes) return undefined;
    return `content-length says ${promised}, but ${this.#bodyBytes} bytes came`;
  }

  response(): HttpResponse {
    return {
      status: this.status,
      headers: this.#headers,
      trailers: this.#trailers,
      body: this.#body?.whole() ?? NO_BODY,
      bodyBytes: this.#bodyBytes,
      keepAlive: true,
    };
  }
}
