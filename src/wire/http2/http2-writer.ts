import { FLAG, FRAME, FRAME_HEAD_BYTES, MAX_FRAME_BYTES } from "./frames.ts";

/** Size of the pieces of memory into which frames are written one after another. */
const SLAB_BYTES = 65_536;

/** Serialises the frames of a client (RFC 9113 §6), to be sent together. */
export class Http2Writer {
  #slab = new Uint8Array(SLAB_BYTES);
  #from = 0;
  #to = 0;
  /** Largest payload of a frame that the receiver accepts. */
  maxFrameBytes = MAX_FRAME_BYTES;

  get isEmpty(): boolean {
    return this.#from === this.#to;
  }

  /** All bytes written since the last take. They do not change afterwards: later frames go elsewhere. */
  take(): Uint8Array {
    const taken = this.#slab.subarray(this.#from, this.#to);
    this.#from = this.#to;
    return taken;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#slab.set(bytes, this.#to);
    this.#to += bytes.length;
  }

  /** Writes a HEADERS frame, and CONTINUATION frames as far as the block needs them. */
  headers(streamId: number, block: Uint8Array, endStream: boolean): void {
    let type: number = FRAME.headers;
    let flags: number = endStream ? FLAG.endStream : 0;
    let rest = block;
    while (rest.length > this.maxFrameBytes) {
      this.#head(type, flags, streamId, this.maxFrameBytes);
      this.raw(rest.subarray(0, this.maxFrameBytes));
      rest = rest.subarray(this.maxFrameBytes);
      type = FRAME.continuation;
      flags = 0;
    }
    this.#head(type, flags | FLAG.endHeaders, streamId, rest.length);
    this.raw(rest);
  }

  /** Writes one DATA frame; the caller keeps within `maxFrameBytes` and the windows. */
  data(streamId: number, part: Uint8Array, endStream: boolean): void {
    this.#head(FRAME.data, endStream ? FLAG.endStream : 0, streamId, part.length);
    this.raw(part);
  }

  settings(values: Readonly<Record<number, number>>): void {
    const entries = Object.entries(values);
    this.#head(FRAME.settings, 0, 0, entries.length * 6);
    for (const [id, value] of entries) {
      this.#uint(Number(id), 2);
      this.#uint(value, 4);
    }
  }

  settingsAck(): void {
    this.#head(FRAME.settings, FLAG.ack, 0, 0);
  }

  pingAck(opaque: Uint8Array): void {
    this.#head(FRAME.ping, FLAG.ack, 0, opaque.length);
    this.raw(opaque);
  }

  windowUpdate(streamId: number, moreBytes: number): void {
    this.#head(FRAME.windowUpdate, 0, streamId, 4);
    this.#uint(moreBytes, 4);
  }

  rstStream(streamId: number, errorCode: number): void {
    this.#head(FRAME.rstStream, 0, streamId, 4);
    this.#uint(errorCode, 4);
  }

  #head(type: number, flags: number, streamId: number, length: number): void {
    this.#reserve(FRAME_HEAD_BYTES + length);
    this.#uint(length, 3);
    this.#slab[this.#to++] = type;
    this.#slab[this.#to++] = flags;
    this.#uint(streamId, 4);
  }

  /** Writes an unsigned integer, big-endian. */
  #uint(value: number, bytes: number): void {
    this.#reserve(bytes);
    for (let shift = (bytes - 1) * 8; shift >= 0; shift -= 8) this.#slab[this.#to++] = value >>> shift;
  }

  #reserve(more: number): void {
    if (this.#to + more <= this.#slab.length) return;
    const waiting = this.#slab.subarray(this.#from, this.#to);
    this.#slab = new Uint8Array(Math.max(SLAB_BYTES, 2 * (waiting.length + more)));
    this.#slab.set(waiting);
    this.#from = 0;
    this.#to = waiting.length;
  }
}
