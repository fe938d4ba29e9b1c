import { GrowingBytes } from "../growing-bytes.ts";
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from "./protobuf-reader.ts";

const utf8 = new TextEncoder();

/**
 * Writes the fields of a message in the order of the calls. It writes what it is given: leaving out fields at their
 * default, as proto3 does, is up to the caller.
 *
 *     const body = new ProtobufWriter().text(1, "resnet").packedVarints(3, [1, 224, 224]).finish();
 */
export class ProtobufWriter {
  readonly #written = new GrowingBytes();

  varint(field: number, value: number | bigint): this {
    this.#tag(field, VARINT);
    this.#varint(value);
    return this;
  }

  /** Writes a float from 4 little-endian bytes, or a double from 8. */
  fixed(field: number, bytes: Uint8Array): this {
    this.#tag(field, bytes.length === 4 ? FIXED32 : FIXED64);
    this.#written.append(bytes);
    return this;
  }

  bytes(field: number, bytes: Uint8Array): this {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(bytes.length);
    this.#written.append(bytes);
    return this;
  }

  text(field: number, text: string): this {
    return this.bytes(field, utf8.encode(text));
  }

  message(field: number, message: ProtobufWriter): this {
    return this.bytes(field, message.finish());
  }

  packedVarints(field: number, values: readonly (number | bigint)[]): this {
    if (values.length === 0) return this;
    const packed = new ProtobufWriter();
    for (const value of values) packed.#varint(value);
    return this.message(field, packed);
  }

  /** The message written so far, as a view that the next call may change. */
  finish(): Uint8Array {
    return this.#written.whole();
  }

  #tag(field: number, layout: number): void {
    this.#varint(field * 8 + layout);
  }

  /** Writes a varint; a negative number as the 64 bits of its two's complement. */
  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#written.appendByte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#written.appendByte(Number(rest));
  }
}
