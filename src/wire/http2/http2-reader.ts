import { WireError } from "../wire-error.ts";
import {
  FLAG,
  FRAME,
  Http2FrameReader,
  LARGEST_FRAME_BYTES,
  MAX_FRAME_BYTES,
  readUint31,
  readUint32,
  SETTING,
} from "./frames.ts";
import { HeaderBlocks, paddingStart } from "./header-blocks.ts";
import { type HeaderFields, HpackDecoder } from "./hpack-decoder.ts";

/** The settings that a server's SETTINGS frame changes. */
export interface ServerSettings {
  maxConcurrentStreams?: number;
  initialWindowBytes?: number;
  maxFrameBytes?: number;
}

/** Receives what a server sends. Bytes are valid during the call. */
export interface Http2Listener {
  onSettings(settings: ServerSettings): void;
  /** Delivers the head of an answer, or its trailers. */
  onHeaders(streamId: number, fields: HeaderFields, endStream: boolean): void;
  /** Delivers a part of a body, `bytes[from, to)`; `frameBytes`, with padding, count against the windows. */
  onData(
    streamId: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    frameBytes: number,
    endStream: boolean,
  ): void;
  onReset(streamId: number, code: number): void;
  onPing(opaque: Uint8Array): void;
  /** Announces that the server closes the connection: it did not and will not process any stream above `lastId`. */
  onGoaway(lastId: number, code: number): void;
  onWindowUpdate(streamId: number, moreBytes: number): void;
}

/** Reads what a server sends over one connection (RFC 9113 §6). */
export class Http2Reader {
  readonly #listener: Http2Listener;
  readonly #frames = new Http2FrameReader(this.#onFrame.bind(this));
  readonly #blocks = new HeaderBlocks();
  readonly #hpack = new HpackDecoder();

  constructor(listener: Http2Listener) {
    this.#listener = listener;
  }

  /** Reads the next bytes of the connection. @throws WireError after which the connection is unusable */
  push(chunk: Uint8Array): void {
    this.#frames.push(chunk);
  }

  #onFrame(type: number, flags: number, streamId: number, bytes: Uint8Array, from: number, to: number): void {
    this.#blocks.expectNext(type, streamId);
    switch (type) {
      case FRAME.data: {
        const end = paddingStart(flags, bytes, from, to);
        const start = flags & FLAG.padded ? from + 1 : from;
        if (end < start) throw new WireError("DATA is shorter than its padding");
        this.#listener.onData(streamId, bytes, start, end, to - from, (flags & FLAG.endStream) !== 0);
        break;
      }
      case FRAME.headers:
      case FRAME.continuation: {
        const block = this.#blocks.take(type, flags, streamId, bytes, from, to);
        if (block === undefined) break;
        this.#listener.onHeaders(block.streamId, this.#hpack.decode(block.bytes), block.endStream);
        break;
      }
      case FRAME.rstStream:
        expectLength("RST_STREAM", to - from === 4);
        this.#listener.onReset(streamId, readUint32(bytes, from));
        break;
      case FRAME.settings:
        expectConnection("SETTINGS", streamId);
        if ((flags & FLAG.ack) === 0) this.#listener.onSettings(settingsOf(bytes, from, to));
        else expectLength("SETTINGS", to === from);
        break;
      case FRAME.ping:
        expectConnection("PING", streamId);
        expectLength("PING", to - from === 8);
        if ((flags & FLAG.ack) === 0) this.#listener.onPing(bytes.subarray(from, to));
        break;
      case FRAME.goaway:
        expectConnection("GOAWAY", streamId);
        expectLength("GOAWAY", to - from >= 8);
        this.#listener.onGoaway(readUint31(bytes, from), readUint32(bytes, from + 4));
        break;
      case FRAME.windowUpdate:
        expectLength("WINDOW_UPDATE", to - from === 4);
        this.#listener.onWindowUpdate(streamId, readUint31(bytes, from));
        break;
      case FRAME.pushPromise:
        throw new WireError("the server pushed, which was switched off");
      default: // PRIORITY, and unknown types: to be ignored (§5.5)
    }
  }
}

function settingsOf(bytes: Uint8Array, from: number, to: number): ServerSettings {
  expectLength("SETTINGS", (to - from) % 6 === 0);
  const settings: ServerSettings = {};
  for (let at = from; at < to; at += 6) {
    const value = readUint32(bytes, at + 2);
    const id = readUint32(bytes, at) >>> 16;
    if (id === SETTING.maxConcurrentStreams) settings.maxConcurrentStreams = value;
    else if (id === SETTING.initialWindowSize) settings.initialWindowBytes = value;
    else if (id === SETTING.maxFrameSize) {
      expectSetting("SETTINGS_MAX_FRAME_SIZE", value, MAX_FRAME_BYTES, LARGEST_FRAME_BYTES);
      settings.maxFrameBytes = value;
    } else if (id === SETTING.enablePush) expectSetting("SETTINGS_ENABLE_PUSH", value, 0, 0);
  }
  return settings;
}

/** Checks a setting against the values that a server may give it (RFC 9113 §6.5.2). @throws WireError */
function expectSetting(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new WireError(`${name} ${value}, where ${least === most ? least : `${least} to ${most}`} is allowed`);
}

function expectConnection(frame: string, streamId: number): void {
  if (streamId !== 0) throw new WireError(`a ${frame} frame came for stream ${streamId}`);
}

function expectLength(frame: string, holds: boolean): void {
  if (!holds) throw new WireError(`a ${frame} frame has the wrong length`);
}
