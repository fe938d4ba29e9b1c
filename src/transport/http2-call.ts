import type { HttpResponse } from "../wire/http/http-response.ts";
import { type BodyBudget, KeptBody } from "../wire/http/kept-body.ts";
import type { PackedRequest, Sending } from "../wire/http/transport.ts";
import type { HeaderFields } from "../wire/http2/hpack-decoder.ts";

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** One request on an HTTP/2 connection, and the part of its answer that has arrived. */
export class Http2Call<Exchange> implements Sending {
  readonly exchange: Exchange;
  /** The encoded header block of the request. */
  readonly head: Uint8Array;
  /** The part of the request body that has not been sent. */
  unsent: Uint8Array;
  /** The flow-control window of the stream: how many more bytes of the body the server accepts now. */
  windowBytes = 0;
  /** True when the call is over: no further event of it reaches the owner. */
  ended = false;
  /** The stream ID; 0 while the call waits for the connection to open. */
  id = 0;
  /** The HTTP status of the answer; 0 until its head has arrived. */
  status = 0;
  /** Bytes that arrived since the last WINDOW_UPDATE for this stream. */
  unacknowledgedBytes = 0;

  /** How many times the request was sent again. */
  retries = 0;
  /** The time at which the head was written, ms of `performance.now()`. */
  writtenAtMs = 0;

  readonly #bytes: Uint8Array;
  #onAbort: (call: Http2Call<Exchange>) => void = () => {};
  #headers = NO_HEADERS;
  #trailers = NO_HEADERS;
  readonly #body: KeptBody;
  #bodyBytes = 0;

  constructor(exchange: Exchange, { head, bytes }: PackedRequest, budget: BodyBudget) {
    if (head === null) throw new Error("the request was packed for HTTP/1.1");
    this.exchange = exchange;
    this.head = head;
    this.unsent = bytes;
    this.#bytes = bytes;
    this.#body = new KeptBody(budget);
  }

  /** Makes the call begin on a connection, also after another one did not process it. */
  begin(onAbort: (call: Http2Call<Exchange>) => void): void {
    this.#onAbort = onAbort;
    this.ended = false;
    this.id = 0;
    this.status = 0;
    this.#bodyBytes = 0;
    this.unsent = this.#bytes;
    this.unacknowledgedBytes = 0;
  }

  abort(): void {
    if (!this.ended) this.#onAbort(this);
  }

  stalled(): string | undefined {
    if (this.id === 0) return "no HTTP/2 connection took the request by then";
    if (this.status !== 0) return "the answer had begun, and had not ended by then";
    if (this.unsent.length === 0) return undefined;
    const sent = this.#bytes.length - this.unsent.length;
    return `the server's flow-control window let ${sent} of the ${this.#bytes.length} bytes of the request through`;
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
    if (to > from) this.#body.add(bytes.subarray(from, to));
  }

  /** Forgets what was kept of the answer, because it will not be complete. */
  dropBody(): void {
    this.#body.drop();
  }

  /** The fault of an answer that has ended, in words; undefined when there is none. */
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
      ...this.#body.take(),
      bodyBytes: this.#bodyBytes,
      keepAlive: true,
    };
  }
}
