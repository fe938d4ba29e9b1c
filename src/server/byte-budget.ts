/**
 * The bytes that all requests together may hold: bodies that are being received, what they unpack to, tensors that
 * wait for a model, and answers that clients have not taken yet.
 */
export class ByteBudget {
  readonly limit: number;
  #used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The part of the budget that one request holds, at first nothing. */
  share(): ByteShare {
    return new ByteShare(this);
  }

  /** Tells whether there is room for so many more bytes. */
  fits(bytes: number): boolean {
    return this.#used + bytes <= this.limit;
  }

  /** Counts so many more bytes as used, or fewer. */
  change(bytes: number): void {
    this.#used += bytes;
  }
}

/** The part of a budget that one request holds. */
export class ByteShare {
  readonly #budget: ByteBudget;
  #bytes = 0;

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  /** Makes the share larger; false, and nothing changed, where the budget has no room. */
  grow(bytes: number): boolean {
    return this.resize(this.#bytes + bytes);
  }

  /** Sets the size of the share; false, and nothing changed, where the budget has no room for a larger one. */
  resize(bytes: number): boolean {
    const change = bytes - this.#bytes;
    if (change > 0 && !this.#budget.fits(change)) return false;
    this.force(bytes);
    return true;
  }

  /** Sets the size of the share, also where the budget has no room. */
  force(bytes: number): void {
    this.#budget.change(bytes - this.#bytes);
    this.#bytes = bytes;
  }
}
