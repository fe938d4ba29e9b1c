/** A byte array that grows at its end. After `length = 0` its memory is reused. */
export class GrowingBytes {
  /** The memory, of which the first `length` bytes are in use; growth replaces it by another array. */
  bytes = new Uint8Array(0);
  length = 0;

  append(from: Uint8Array, start = 0, end = from.length): void {
    this.#reserve(end - start);
    this.bytes.set(from.subarray(start, end), this.length);
    this.length += end - start;
  }

  appendByte(byte: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** The bytes in use, as a view that is valid until the next growth. */
  whole(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(64, 2 * needed));
    larger.set(this.whole());
    this.bytes = larger;
  }
}
