import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import { type Failure, failureOf, messageOf } from "./failure.ts";
import type { Http2Session } from "./http2-session.ts";
import type { PackedRequest } from "./packed-requests.ts";
import type { Sending, TransportEvents } from "./transport.ts";

/** More of a body is counted and dropped, as over HTTP/1.1. */
const MAX_BODY_BYTES = 1 << 24;
const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** One request on an HTTP/2 connection, from waiting for the connection to the end of the answer. */
export class Http2Call<Exchange> implements Sending {
  readonly #session: Http2Session;
  readonly #exchange: Exchange;
  readonly #events: TransportEvents<Exchange>;
  readonly #streams: boolean;
  #stream: ClientHttp2Stream | undefined;
  /** Nothing more is told of it. */
  #ended = false;
  #status = 0;
  #headers = NO_HEADERS;
  #trailers = NO_HEADERS;
  #parts: Buffer[] = [];
  #bodyBytes = 0;

  constructor(
    session: Http2Session,
    exchange: Exchange,
    request: PackedRequest,
    events: TransportEvents<Exchange>,
    streams: boolean,
  ) {
    this.#session = session;
    this.#exchange = exchange;
    this.#events = events;
    this.#streams = streams;
    session.join();
    if (session.standing) this.#start(request);
    else session.ready.then(() => this.#start(request));
  }

  abort(): void {
    if (this.#end()) this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  #start({ head, bytes }: PackedRequest): void {
    if (this.#ended) return;
    if (!this.#session.open) {
      this.#fail(this.#session.failure);
      return;
    }
    try {
      this.#stream = this.#session.request(head ?? {}, bytes.length === 0);
    } catch (error) {
      this.#fail({ code: "protocol", message: (error as Error).message });
      return;
    }
    this.#listen(this.#stream);
    if (bytes.length > 0) this.#stream.end(bytes);
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on("response", (headers) => {
      this.#status = Number(headers[":status"]);
      this.#headers = mapOf(headers);
      if (!this.#ended) this.#events.onBytes(this.#exchange);
    });
    stream.on("data", (part: Buffer) => this.#take(part));
    stream.on("trailers", (trailers) => {
      this.#trailers = mapOf(trailers);
    });
    stream.on("end", () => {
      // A stream that was reset ends as well: what follows tells more.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR && this.#status !== 0) this.#deliver();
    });
    stream.on("error", (error) => this.#fail({ code: failureOf(error, true), message: messageOf(error) }));
    stream.on("close", () => {
      const { open, failure } = this.#session;
      const reset: Failure = {
        code: "reset",
        message: `the server reset the stream with code ${stream.rstCode}`,
      };
      this.#fail(open ? reset : failure);
    });
  }

  #take(part: Buffer): void {
    if (this.#ended) return;
    this.#bodyBytes += part.length;
    this.#events.onBytes(this.#exchange);
    if (this.#streams && this.#status < 300) this.#events.onPart(this.#exchange, part);
    else if (this.#bodyBytes <= MAX_BODY_BYTES) this.#parts.push(part);
  }

  #deliver(): void {
    if (!this.#end()) return;
    const [only] = this.#parts;
    const body = this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
    this.#events.onBytes(this.#exchange);
    this.#events.onResponse(this.#exchange, {
      status: this.#status,
      headers: this.#headers,
      trailers: this.#trailers,
      body,
      bodyBytes: this.#bodyBytes,
      keepAlive: true,
    });
  }

  #fail({ code, message }: Failure): void {
    if (this.#end() && !this.#session.abandoned) this.#events.onFailure(this.#exchange, code, message);
  }

  /** @returns whether it was still going on */
  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#session.leave();
    return true;
  }
}

function mapOf(headers: IncomingHttpHeaders): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
