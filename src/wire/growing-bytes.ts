/** Bytes that grow at their end. After `length = 0` the memory is used again. */
export class GrowingBytes {
  /** The first `length` of these; another array after growth. */
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

  /** A view, which the next growth leaves behind. */
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
