import { WireError } from "../wire-error.ts";

// HTTP/2: RFC 9113

/** The connection preface, which a client sends before its settings (RFC 9113 §3.4). */
export const CLIENT_PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Numbers of the frame types (RFC 9113 §6). */
export const FRAME = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const FLAG = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Identifiers of the settings (RFC 9113 §6.5.2). */
export const SETTING = {
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
} as const;

/** Names of the error codes, by code (RFC 9113 §7). */
export const HTTP2_ERRORS = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
  "INADEQUATE_SECURITY",
  "HTTP_1_1_REQUIRED",
] as const;

/** An error code with its name, such as "8 CANCEL"; the code alone where it has no name. */
export function errorName(code: number): string {
  return [code, HTTP2_ERRORS[code]].join(" ").trim();
}

export const FRAME_HEAD_BYTES = 9;
/** Largest payload of a frame, unless the receiver has announced another limit (RFC 9113 §4.2). */
export const MAX_FRAME_BYTES = 16_384;
/** Largest payload of a frame that a receiver can announce (RFC 9113 §6.5.2). */
export const LARGEST_FRAME_BYTES = 0xffffff;
/** Initial flow-control window of a stream and of a connection (RFC 9113 §6.9.2). */
export const DEFAULT_WINDOW_BYTES = 65_535;

/** Receives a frame, whose payload is `bytes[from, to)`, valid during the call. */
export type OnFrame = (
  type: number,
  flags: number,
  streamId: number,
  bytes: Uint8Array,
  from: number,
  to: number,
) => void;

const NOTHING = new Uint8Array(0);

/** Cuts a byte stream into HTTP/2 frames. */
export class Http2FrameReader {
  readonly #onFrame: OnFrame;
  /** The beginning of a frame whose end has not arrived. */
  #rest = NOTHING;
  #isFirst = true;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Reads the next bytes of the connection. @throws WireError on bytes that no HTTP/2 server sends */
  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    let at = 0;
    while (bytes.length - at >= FRAME_HEAD_BYTES) {
      const length =
        ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
      const type = bytes[at + 3] as number;
      if (this.#isFirst) checkFirst(type, bytes);
      this.#isFirst = false;
      if (length > MAX_FRAME_BYTES)
        throw new WireError(`a frame of ${length} bytes came, where at most ${MAX_FRAME_BYTES} are allowed`);
      const from = at + FRAME_HEAD_BYTES;
      const end = from + length;
      if (end > bytes.length) break;
      const flags = bytes[at + 4] as number;
      this.#onFrame(type, flags, readUint31(bytes, at + 5), bytes, from, end);
      at = end;
    }
    // A copy, because the chunk's memory is reused. (slice() of a Buffer does not copy.)
    this.#rest = at === bytes.length ? NOTHING : new Uint8Array(bytes.subarray(at));
  }
}

export function readUint31(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) & 0x7fffffff;
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Checks that a server's first frame is its settings (RFC 9113 §3.4); other first bytes show what answers instead. */
function checkFirst(type: number, bytes: Uint8Array): void {
  if (type === FRAME.settings) return;
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 12));
  throw new WireError(
    text.startsWith("HTTP/1.")
      ? "the server answered in HTTP/1"
      : `expected the server's settings first, found ${JSON.stringify(text)}`,
  );
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
