import { GrowingBytes } from "../growing-bytes.ts";
import { WireError } from "../wire-error.ts";

// Server-sent events, as they are parsed by WHATWG HTML §9.2.6 "Interpreting an event stream".

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const BYTE_ORDER_MARK = ascii("\ufeff");
const DATA = ascii("data");
const EVENT = ascii("event");
const DONE = ascii("[DONE]");

/** A server-sent event. The object and its bytes are reused: valid only during the call that delivers them. */
export interface SseEvent {
  buffer: Uint8Array;
  /** Start of the data, which are `buffer[start, end)`, undecoded; several `data:` lines are joined by LF. */
  start: number;
  end: number;
  /** Value of the `event:` line; empty when there was none. */
  name: string;
}

/**
 * Incremental reader of an event stream. It points at the data where they lie and decodes nothing but names, so
 * that a token costs a search for its line end. An event is copied only when it spans chunks or data lines.
 */
export class SseReader {
  readonly #onEvent: (event: SseEvent) => void;
  readonly #maxEventBytes: number;
  readonly #event: SseEvent = { buffer: new Uint8Array(0), start: 0, end: 0, name: "" };
  /** Whether the current event has at least one data line, whose bytes are where `#event` points. */
  #hasData = false;
  readonly #heldData = new GrowingBytes();
  /** Beginning of a line that earlier chunks left unfinished. */
  readonly #heldLine = new GrowingBytes();
  #atStart = true;
  #afterCr = false;
  #nameBytes = new Uint8Array(0);
  #name = "";

  constructor(onEvent: (event: SseEvent) => void, maxEventBytes = 1 << 20) {
    this.#onEvent = onEvent;
    this.#maxEventBytes = maxEventBytes;
  }

  /** Reads the next bytes of the stream. Throws `WireError` for an event of more than `maxEventBytes`. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    let at = this.#afterCr && chunk[0] === LF ? 1 : 0;
    this.#afterCr = false;
    let lf = find(chunk, LF, at);
    let cr = find(chunk, CR, at);
    for (let end = Math.min(lf, cr); end < chunk.length; end = Math.min(lf, cr)) {
      if (this.#heldLine.length === 0) this.#takeLine(chunk, at, end);
      else this.#finishHeldLine(chunk, at, end);
      at = end + 1;
      if (end === cr) {
        // A line feed right after it belongs to this line end; it may be the first byte of the next chunk.
        this.#afterCr = at === chunk.length;
        if (lf === at && !this.#afterCr) at++;
        cr = find(chunk, CR, at);
      }
      if (lf < at) lf = find(chunk, LF, at);
    }
    // The chunk may be the socket's reused buffer: what is still open is copied.
    if (this.#hasData) this.#holdData();
    this.#holdLine(chunk, at, chunk.length);
  }

  /** Whether a line or an event has begun and is not complete. */
  get isWithinEvent(): boolean {
    return this.#heldLine.length > 0 || this.#hasData || this.#event.name !== "";
  }

  /**
   * Ends the stream and makes the reader ready for another one. True when the stream ended within a line or an event,
   * which is then lost, as the standard requires.
   */
  end(): boolean {
    const cutOff = this.isWithinEvent;
    this.#heldLine.length = 0;
    this.#startEvent();
    this.#atStart = true;
    this.#afterCr = false;
    return cutOff;
  }

  #holdLine(chunk: Uint8Array, start: number, end: number): void {
    this.#checkRoom(this.#heldLine.length + end - start);
    this.#heldLine.append(chunk, start, end);
  }

  #finishHeldLine(chunk: Uint8Array, start: number, end: number): void {
    this.#holdLine(chunk, start, end);
    const { bytes, length } = this.#heldLine;
    this.#heldLine.length = 0;
    this.#takeLine(bytes, 0, length);
  }

  #takeLine(buffer: Uint8Array, lineStart: number, end: number): void {
    this.#checkRoom(end - lineStart);
    const start = this.#atStart ? afterPrefix(buffer, lineStart, end, BYTE_ORDER_MARK) : lineStart;
    this.#atStart = false;
    if (start === end) {
      this.#dispatch();
      return;
    }
    const data = valueStart(buffer, start, end, DATA);
    if (data >= 0) {
      this.#addData(buffer, data, end);
      return;
    }
    const name = valueStart(buffer, start, end, EVENT);
    if (name >= 0) this.#event.name = this.#readName(buffer, name, end);
  }

  #addData(buffer: Uint8Array, start: number, end: number): void {
    if (!this.#hasData) {
      this.#hasData = true;
      this.#pointAt(buffer, start, end);
      return;
    }
    this.#holdData();
    this.#heldData.appendByte(LF);
    this.#heldData.append(buffer, start, end);
    this.#pointAt(this.#heldData.bytes, 0, this.#heldData.length);
  }

  #holdData(): void {
    const { buffer, start, end } = this.#event;
    if (buffer === this.#heldData.bytes) return;
    this.#heldData.append(buffer, start, end);
    this.#pointAt(this.#heldData.bytes, 0, this.#heldData.length);
  }

  #pointAt(buffer: Uint8Array, start: number, end: number): void {
    this.#event.buffer = buffer;
    this.#event.start = start;
    this.#event.end = end;
  }

  #dispatch(): void {
    if (this.#hasData) this.#onEvent(this.#event);
    this.#startEvent();
  }

  #startEvent(): void {
    this.#hasData = false;
    this.#heldData.length = 0;
    this.#event.name = "";
  }

  /** Decodes the name of an event only when it changes: a stream that names its events repeats few names. */
  #readName(buffer: Uint8Array, start: number, end: number): string {
    const same = end - start === this.#nameBytes.length && startsWith(buffer, start, end, this.#nameBytes);
    if (!same) {
      this.#nameBytes = new Uint8Array(buffer.subarray(start, end));
      this.#name = new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#nameBytes);
    }
    return this.#name;
  }

  #checkRoom(lineBytes: number): void {
    const dataBytes = this.#hasData ? this.#event.end - this.#event.start : 0;
    if (dataBytes + lineBytes <= this.#maxEventBytes) return;
    throw new WireError(`a server-sent event: expected at most ${this.#maxEventBytes} bytes, found more`);
  }
}

/** Whether an event is `data: [DONE]`, which ends a stream of OpenAI and of compatible servers. */
export function isDone({ buffer, start, end }: SseEvent): boolean {
  return startsWith(buffer, start, end, DONE) && isBlank(buffer, start + DONE.length, end);
}

/** Whether an event has no data but spaces, as servers send to keep a connection open. */
export function isEmpty({ buffer, start, end }: SseEvent): boolean {
  return isBlank(buffer, start, end);
}

function isBlank(buffer: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((buffer[at] as number) > SPACE) return false;
  return true;
}

/** Index of `byte` at or after `from`; the length when there is none. */
function find(bytes: Uint8Array, byte: number, from: number): number {
  const index = bytes.indexOf(byte, from);
  return index < 0 ? bytes.length : index;
}

/** Index at which the value begins, if the line is of this field; otherwise -1. */
function valueStart(buffer: Uint8Array, start: number, end: number, field: Uint8Array): number {
  if (!startsWith(buffer, start, end, field)) return -1;
  const colon = start + field.length;
  if (colon === end) return end;
  if (buffer[colon] !== COLON) return -1;
  const value = colon + 1;
  return value < end && buffer[value] === SPACE ? value + 1 : value;
}

function afterPrefix(buffer: Uint8Array, start: number, end: number, prefix: Uint8Array): number {
  return startsWith(buffer, start, end, prefix) ? start + prefix.length : start;
}

function startsWith(buffer: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (buffer[start + i] !== prefix[i]) return false;
  return true;
}
