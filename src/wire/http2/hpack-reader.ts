import { WireError } from "../wire-error.ts";
import { decodeHuffman } from "./hpack-huffman.ts";

/** Most bytes that may continue an integer: 28 bits. RFC 7541 leaves the limit to the reader. */
const MAX_CONTINUATION_BYTES = 4;

/** Characters that one call makes: with more arguments it could overflow the stack. */
const CHARACTERS_AT_ONCE = 4096;

/** Reads integers and strings, which header blocks are made of (RFC 7541 §5). Throws `WireError`. */
export class HpackReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The next byte, which stays unread. */
  peek(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw this.error("expected another byte, found the end");
    return byte;
  }

  /** Reads an integer that begins in the last `prefixBits` bits of the next byte (RFC 7541 §5.1). */
  integer(prefixBits: number): number {
    const prefixMax = (1 << prefixBits) - 1;
    let value = this.#byte() & prefixMax;
    if (value < prefixMax) return value;
    for (let i = 0; i < MAX_CONTINUATION_BYTES; i++) {
      const byte = this.#byte();
      value += (byte & 127) << (7 * i);
      if (byte < 128) return value;
    }
    throw this.error(
      `expected an integer of at most 1 + ${MAX_CONTINUATION_BYTES} bytes, found a longer one`,
    );
  }

  /** Reads a string, in Huffman codes or not (RFC 7541 §5.2). One character is one byte, as in HTTP/1.1. */
  text(): string {
    const isCoded = (this.peek() & 0x80) !== 0;
    const length = this.integer(7);
    const left = this.#bytes.length - this.#at;
    if (length > left) throw this.error(`expected a string of ${length} bytes, found ${left} up to the end`);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return textOf(isCoded ? decodeHuffman(bytes) : bytes);
  }

  error(message: string): WireError {
    return new WireError(`the header block, byte ${this.#at}: ${message}`);
  }

  #byte(): number {
    const byte = this.peek();
    this.#at++;
    return byte;
  }
}

/**
 * The text of bytes that are one character each. A TextDecoder would not do: its "latin1" is windows-1252, which has
 * other characters for 80 to 9f.
 */
function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHARACTERS_AT_ONCE) {
    // A spread of these bytes takes three times as long.
    text += Reflect.apply(String.fromCharCode, String, bytes.subarray(at, at + CHARACTERS_AT_ONCE));
  }
  return text;
}
