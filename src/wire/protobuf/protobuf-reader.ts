import { decodeText } from "../json.ts";
import { WireError } from "../wire-error.ts";

// The part of https://protobuf.dev/programming-guides/encoding/ that proto3 messages need.

/** Wire types: how a value is encoded after its tag. Types 3 and 4 are groups, which proto3 does not have. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

const LAYOUTS: Readonly<Record<number, string>> = {
  [VARINT]: "a varint",
  [FIXED64]: "8 fixed bytes",
  [LENGTH_DELIMITED]: "a length and its bytes",
  [FIXED32]: "4 fixed bytes",
};

/**
 * Walks over the fields of a message as they come:
 *
 *     while (reader.next()) {
 *       if (reader.field === 1) name = reader.text();
 *       else reader.skip();
 *     }
 *
 * Every method throws `WireError` where the bytes end too early or are are encoded in another way than it reads them.
 */
export class ProtobufReader {
  /** Number of the field that is to be read or skipped. */
  field = 0;

  readonly #bytes: Uint8Array;
  readonly #path: string;
  readonly #end: number;
  #at: number;
  #layout = VARINT;
  /** The varint read last, in halves: a double holds only 53 bits of the 64. */
  #low = 0;
  #high = 0;

  /** Starts reading at the first field of a message; `path` names the message in errors. */
  constructor(bytes: Uint8Array, path: string, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#path = path;
    this.#at = start;
    this.#end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#at === this.#end) return false;
    this.#readVarint();
    this.field = this.#low >>> 3;
    this.#layout = this.#low & 7;
    if (this.#high !== 0 || this.field === 0) throw this.#error("expected a field number from 1 to 2^29 - 1");
    return true;
  }

  skip(): void {
    if (this.#layout === VARINT) this.#readVarint();
    else if (this.#layout === FIXED32) this.#take(4);
    else if (this.#layout === FIXED64) this.#take(8);
    else this.#takeLengthDelimited();
  }

  bool(): boolean {
    return this.uint64() !== 0n;
  }

  /** Reads a uint64 or a uint32. */
  uint64(): bigint {
    this.#expect(VARINT);
    this.#readVarint();
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  /** Reads an int64, or an int32, which travels as 64 bits too. */
  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  text(): string {
    return decodeText(this.bytes(), `${this.#path}, field ${this.field}`);
  }

  /** Reads a bytes field as a view into the message. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(this.#takeLengthDelimited(), this.#at);
  }

  /** Reads the field as a nested message: returns its reader, which `path` names in errors. */
  message(path: string): ProtobufReader {
    const start = this.#takeLengthDelimited();
    return new ProtobufReader(this.#bytes, `${this.#path}.${path}`, start, this.#at);
  }

  /** Calls `read` for every element of a repeated varint field, which a sender packs into one or repeats. */
  varints(read: (reader: ProtobufReader) => void): void {
    if (this.#layout !== LENGTH_DELIMITED) {
      read(this);
      return;
    }
    const start = this.#takeLengthDelimited();
    const packed = new ProtobufReader(this.#bytes, this.#path, start, this.#at);
    packed.field = this.field;
    while (packed.#at < packed.#end) read(packed);
  }

  /** Little-endian bytes of a float (4) or double (8) field: of one value, or of a packed run of them. */
  fixed(size: 4 | 8): Uint8Array {
    if (this.#layout !== LENGTH_DELIMITED) {
      this.#expect(size === 4 ? FIXED32 : FIXED64);
      return this.#bytes.subarray(this.#take(size), this.#at);
    }
    const run = this.bytes();
    if (run.length % size === 0) return run;
    throw this.#error(`expected values of ${size} bytes, found ${run.length} bytes`);
  }

  #takeLengthDelimited(): number {
    this.#expect(LENGTH_DELIMITED);
    this.#readVarint();
    return this.#take(this.#high * 2 ** 32 + this.#low);
  }

  /** Moves past the next `length` bytes; returns where they begin. */
  #take(length: number): number {
    const start = this.#at;
    const left = this.#end - start;
    if (length > left) throw this.#error(`expected ${length} bytes, found ${left} up to the end`);
    this.#at += length;
    return start;
  }

  /** Reads a varint: seven bits a byte, the lowest first; the top bit says that more follow. */
  #readVarint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      const bits = byte & 127;
      if (shift <= 28) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      if (shift > 28) high |= bits << (shift - 32);
      if (shift === 63 && byte > 1) break;
      if (byte === bits) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    throw this.#error("expected a varint of at most 64 bits, found a longer one");
  }

  #expect(layout: number): void {
    if (this.#layout === layout) return;
    const found = LAYOUTS[this.#layout] ?? `wire type ${this.#layout}`;
    throw this.#error(`expected ${LAYOUTS[layout]}, found ${found}`);
  }

  #error(message: string): WireError {
    return new WireError(`${this.#path}, field ${this.field}, byte ${this.#at}: ${message}`);
  }
}
