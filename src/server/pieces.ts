/** A piece from this size on is kept as it came. */
const LARGE_PIECE_BYTES = 4096;
const BLOCK_BYTES = 64 * 1024;

/**
 * The pieces in which a body comes. Small ones are copied together, because each piece takes memory of its own: a body
 * in chunks of one byte would take a hundred times its size.
 */
export class Pieces {
  readonly #pieces: Buffer[] = [];
  #block: Buffer = Buffer.alloc(0);
  #used = 0;

  add(piece: Buffer): void {
    if (piece.length >= LARGE_PIECE_BYTES || this.#pieces.length + this.#used === 0) {
      this.#closeBlock();
      this.#pieces.push(piece);
      return;
    }
    if (this.#used + piece.length > this.#block.length) {
      this.#closeBlock();
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    }
    this.#used += piece.copy(this.#block, this.#used);
  }

  /** All bytes in their order; those of a single piece are not copied. */
  join(): Buffer {
    this.#closeBlock();
    const [first] = this.#pieces;
    return this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces);
  }

  #closeBlock(): void {
    if (this.#used === 0) return;
    this.#pieces.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }
}
