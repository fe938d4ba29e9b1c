import { GrowingBytes } from "../growing-bytes.ts";
import { WireError } from "../wire-error.ts";
import { FLAG, FRAME } from "./frames.ts";

/** Largest header block, before it is decoded. */
const MAX_BLOCK_BYTES = 1 << 17;

export interface HeaderBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  /** The encoded block; valid until the next frame. */
  readonly bytes: Uint8Array;
}

/** Puts header blocks together from HEADERS and CONTINUATION (RFC 9113 §4.3). */
export class HeaderBlocks {
  #open: { streamId: number; endStream: boolean; bytes: GrowingBytes } | undefined;

  /** Adds a HEADERS or CONTINUATION frame. @returns the block, when this frame ends it. @throws WireError */
  take(
    type: number,
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): HeaderBlock | undefined {
    const isLast = (flags & FLAG.endHeaders) !== 0;
    if (type === FRAME.continuation) return this.#continue(isLast, bytes, from, to);
    const endStream = (flags & FLAG.endStream) !== 0;
    const end = paddingStart(flags, bytes, from, to);
    const start = from + (flags & FLAG.padded ? 1 : 0) + (flags & FLAG.priority ? 5 : 0);
    if (end < start) throw new WireError("HEADERS are shorter than their own fields");
    if (isLast) return { streamId, endStream, bytes: bytes.subarray(start, end) };
    this.#open = { streamId, endStream, bytes: new GrowingBytes() };
    this.#open.bytes.append(bytes, start, end);
    return undefined;
  }

  /** Checks that no other frame comes between the frames of a block. @throws WireError */
  expectNext(type: number, streamId: number): void {
    if (this.#open === undefined || (type === FRAME.continuation && streamId === this.#open.streamId)) return;
    throw new WireError("another frame came in the middle of a header block");
  }

  #continue(isLast: boolean, bytes: Uint8Array, from: number, to: number): HeaderBlock | undefined {
    const open = this.#open;
    if (open === undefined) throw new WireError("CONTINUATION came without HEADERS");
    open.bytes.append(bytes, from, to);
    if (open.bytes.length > MAX_BLOCK_BYTES)
      throw new WireError(`a header block is longer than ${MAX_BLOCK_BYTES} bytes`);
    if (!isLast) return undefined;
    this.#open = undefined;
    return { streamId: open.streamId, endStream: open.endStream, bytes: open.bytes.whole() };
  }
}

/**
 * Index at which the padding of a DATA or HEADERS frame begins; the first byte of the payload is its length (RFC 9113
 * §6.1).
 *
 * @throws WireError for a frame that says it is padded and has no such byte: the next byte belongs to another frame
 */
export function paddingStart(flags: number, bytes: Uint8Array, from: number, to: number): number {
  if ((flags & FLAG.padded) === 0) return to;
  if (from === to) throw new WireError("a padded frame has no length of its padding");
  return to - (bytes[from] as number);
}
