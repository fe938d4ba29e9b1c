import { WireError } from "../wire-error.ts";
import type { HttpResponse } from "./http-response.ts";
import { BodyBudget, KeptBody } from "./kept-body.ts";

const CR = 13;
const LF = 10;
const MAX_HEAD_BYTES = 65_536;
const DEFAULT_BUDGET_BYTES = 1 << 24;
/** Type of the frame that an HTTP/2 server begins with (RFC 9113, 3.4); the type is the fourth byte of a frame. */
const SETTINGS = 4;

export class HttpProtocolError extends WireError {
  override name = "HttpProtocolError";
}

export interface Http1ReaderOptions {
  /** The budget of the bytes of bodies that are kept; what does not fit is counted and dropped. */
  readonly budget?: BodyBudget;
  /** Receives the parts of a 2xx body, which is then not kept. A part is valid only during the call. */
  readonly onPart?: (part: Uint8Array) => void;
}

/** The parsed head of a response, with the bytes it was read from. */
interface Head {
  readonly bytes: Uint8Array;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly keepAlive: boolean;
  readonly framing: "none" | "chunked" | "until-close" | number;
}

const EMPTY = new Uint8Array(0);
const NO_HEAD: Head = { bytes: EMPTY, status: 0, headers: new Map(), keepAlive: true, framing: "none" };
const latin1 = new TextDecoder("latin1");

type State = "head" | "length" | "until-close" | "chunk-size" | "chunk-data" | "chunk-end" | "trailer";

/**
 * Incremental reader of HTTP/1.1 responses (RFC 9112), for one connection on which requests go out one at a
 * time. Strict where laxness would mislead a measurement: conflicting or malformed framing is an error, never
 * a guess. It keeps no more of a body than its budget allows; the rest is counted and dropped.
 *
 * A server under load sends the same head again and again: one that is byte for byte the last one is not parsed
 * again, which is most of what reading a small response would cost.
 */
export class Http1Reader {
  readonly #onResponse: (response: HttpResponse) => void;
  readonly #onPart: ((part: Uint8Array) => void) | undefined;
  readonly #kept: KeptBody;
  #state: State = "head";
  #held: Uint8Array = EMPTY;
  #head = NO_HEAD;
  #remaining = 0;
  /** A body that lies within one chunk, which is delivered from it. */
  #only: Uint8Array | undefined;
  #bodyBytes = 0;

  constructor(onResponse: (response: HttpResponse) => void, options: Http1ReaderOptions = {}) {
    this.#onResponse = onResponse;
    this.#onPart = options.onPart;
    this.#kept = new KeptBody(options.budget ?? new BodyBudget(DEFAULT_BUDGET_BYTES));
  }

  /** Whether the reader is between responses, where a close of the connection loses nothing. */
  get idle(): boolean {
    return this.#state === "head" && this.#held.length === 0;
  }

  /** Reads the next bytes of the connection. @throws HttpProtocolError when they are not a valid response */
  push(chunk: Uint8Array): void {
    if (this.idle && this.#isWholeAnswer(chunk)) {
      this.#deliver(chunk.subarray(this.#head.bytes.length), chunk.length - this.#head.bytes.length);
      return;
    }
    let data = this.#held.length === 0 ? chunk : concat([this.#held, chunk]);
    this.#held = EMPTY;
    while (data.length > 0) {
      const used = this.#consume(data);
      if (used === 0) {
        // The chunk may be the socket's reused buffer: what is held must be a copy. (slice() of a Buffer does not copy.)
        this.#held = new Uint8Array(data);
        return;
      }
      data = data.subarray(used);
    }
  }

  /** Forgets what was kept of a body, because the connection is given up. */
  drop(): void {
    this.#kept.drop();
  }

  /** Ends the last response, because the peer closed its side. @throws HttpProtocolError when it was cut short */
  end(): void {
    if (this.#state === "until-close") this.#finish();
    else if (this.#state === "head" && this.#held[3] === SETTINGS)
      throw new HttpProtocolError("the server speaks HTTP/2, which gRPC uses, and closed the connection");
    else if (!this.idle) throw new HttpProtocolError("the connection closed in the middle of a response");
  }

  /** Whether a chunk is the last head and exactly its body: the usual small answer, worth a short cut. */
  #isWholeAnswer(chunk: Uint8Array): boolean {
    const { bytes, framing } = this.#head;
    return (
      chunk.length === bytes.length + (framing as number) &&
      this.#onPart === undefined &&
      startsWith(chunk, bytes)
    );
  }

  /** Reads a piece of the response from `data`; returns the number of bytes used, or 0 when it needs more. */
  #consume(data: Uint8Array): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(data);
      case "length":
      case "chunk-data":
      case "until-close":
        return this.#readBody(data);
      case "chunk-size":
        return this.#readLine(data, (line) => this.#startChunk(line));
      case "chunk-end":
        return this.#readLine(data, (line) => {
          if (line !== "") throw new HttpProtocolError("chunk data runs past its stated size");
          this.#state = "chunk-size";
        });
      case "trailer":
        return this.#readLine(data, (line) => {
          if (line === "") this.#finish();
        });
    }
  }

  #readHead(data: Uint8Array): number {
    const last = this.#head;
    if (last.bytes.length > 0 && startsWith(data, last.bytes)) {
      this.#startBody(last);
      return last.bytes.length;
    }
    const end = endOfHead(data);
    if (end < 0) {
      if (data.length > MAX_HEAD_BYTES)
        throw new HttpProtocolError(`header of more than ${MAX_HEAD_BYTES} bytes`);
      return 0;
    }
    const lines = latin1.decode(data.subarray(0, end - 4)).split("\r\n");
    const statusLine = /^HTTP\/1\.([01]) ([1-9]\d{2})(?: |$)/.exec(lines[0] ?? "");
    if (statusLine === null)
      throw new HttpProtocolError(`not an HTTP/1 status line: ${quote(lines[0] ?? "")}`);
    const status = Number(statusLine[2]);
    const headers = readHeaders(lines);
    if (status < 200) {
      // Interim responses (100, 103) precede the real one; a protocol switch was never requested.
      if (status === 101) throw new HttpProtocolError("unexpected 101 Switching Protocols");
      return end;
    }
    const framing = framingOf(status, headers);
    const connection = headers.get("connection")?.toLowerCase() ?? "";
    const keepAlive =
      framing !== "until-close" &&
      (statusLine[1] === "1" ? !connection.includes("close") : connection.includes("keep-alive"));
    const bytes = new Uint8Array(data.subarray(0, end));
    this.#head = { bytes, status, headers, keepAlive, framing };
    this.#startBody(this.#head);
    return end;
  }

  #startBody({ framing }: Head): void {
    if (framing === "none" || framing === 0) {
      this.#finish();
    } else if (framing === "chunked") {
      this.#state = "chunk-size";
    } else if (framing === "until-close") {
      this.#remaining = Number.POSITIVE_INFINITY;
      this.#state = "until-close";
    } else {
      this.#remaining = framing;
      this.#state = "length";
    }
  }

  #readBody(data: Uint8Array): number {
    const used = Math.min(data.length, this.#remaining);
    this.#bodyBytes += used;
    this.#remaining -= used;
    const complete = this.#remaining === 0 && this.#state === "length";
    if (this.#onPart !== undefined && this.#head.status < 300) {
      this.#onPart(data.subarray(0, used));
    } else if (complete && this.#bodyBytes === used) {
      // A body that ends within this chunk is delivered from it; what must outlive the chunk is copied.
      this.#only = data.subarray(0, used);
    } else {
      this.#kept.add(data.subarray(0, used));
    }
    if (complete) this.#finish();
    else if (this.#remaining === 0) this.#state = "chunk-end";
    return used;
  }

  #startChunk(line: string): void {
    const size = /^([0-9a-fA-F]{1,12})(?:[ \t]*;.*)?$/.exec(line);
    if (size === null) throw new HttpProtocolError(`chunk size ${quote(line)}`);
    this.#remaining = Number.parseInt(size[1] as string, 16);
    this.#state = this.#remaining === 0 ? "trailer" : "chunk-data";
  }

  #readLine(data: Uint8Array, take: (line: string) => void): number {
    const lf = data.indexOf(LF);
    if (lf < 0) {
      if (data.length > MAX_HEAD_BYTES) throw new HttpProtocolError("endless line in a chunked body");
      return 0;
    }
    if (data[lf - 1] !== CR) throw new HttpProtocolError("bare line feed in a chunked body");
    take(latin1.decode(data.subarray(0, lf - 1)));
    return lf + 1;
  }

  #finish(): void {
    const { body, cutAtBytes } = this.#kept.take();
    const only = this.#only;
    const bodyBytes = this.#bodyBytes;
    this.#state = "head";
    this.#only = undefined;
    this.#bodyBytes = 0;
    this.#deliver(only ?? body, bodyBytes, cutAtBytes);
  }

  #deliver(body: Uint8Array, bodyBytes: number, cutAtBytes?: number): void {
    const { status, headers, keepAlive } = this.#head;
    const response: HttpResponse = { status, headers, body, bodyBytes, keepAlive };
    if (cutAtBytes !== undefined) response.cutAtBytes = cutAtBytes;
    this.#onResponse(response);
  }
}

/** The framing of a body: how long it is, or what ends it (RFC 9112 §6.3). */
function framingOf(status: number, headers: ReadonlyMap<string, string>): Head["framing"] {
  const coding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  // These have no body; their framing headers describe the body of another answer.
  if (status === 204 || status === 304) return "none";
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked") throw new HttpProtocolError(`transfer coding ${quote(coding)}`);
    if (length !== undefined) throw new HttpProtocolError("both Content-Length and Transfer-Encoding");
    return "chunked";
  }
  if (length === undefined) return "until-close";
  // The same length stated twice is one length (RFC 9110 §8.6); anything else is an error.
  const values = new Set(length.split(",").map((value) => value.trim()));
  const [only = ""] = values;
  if (values.size !== 1 || !/^\d{1,15}$/.test(only))
    throw new HttpProtocolError(`Content-Length ${quote(length)}`);
  return Number(only);
}

function startsWith(data: Uint8Array, prefix: Uint8Array): boolean {
  if (data.length < prefix.length) return false;
  // From the end: heads that differ do so in their last lines, which hold lengths and dates.
  for (let at = prefix.length - 1; at >= 0; at--) if (data[at] !== prefix[at]) return false;
  return true;
}

/** Index after the blank line that ends a header, or -1. */
function endOfHead(data: Uint8Array): number {
  for (let lf = data.indexOf(LF); lf >= 0; lf = data.indexOf(LF, lf + 1)) {
    if (data[lf - 1] === CR && data[lf - 2] === LF && data[lf - 3] === CR) return lf + 1;
    if (data[lf - 1] !== CR) throw new HttpProtocolError("bare line feed in a header");
  }
  return -1;
}

function readHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
      throw new HttpProtocolError(`header line ${quote(line)}`);
    const value = line.slice(colon + 1).trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return headers;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
