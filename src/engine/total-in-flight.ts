/**
 * The number of requests that all workers together have in flight, in memory that they share: its limit and its maximum
 * are those of the whole, however the load is divided.
 */
export class TotalInFlight {
  readonly #cell: Int32Array;
  readonly #most: number;

  /** @param cell memory made by `sharedCell`, the same in every worker */
  constructor(cell: Int32Array, most: number) {
    this.#cell = cell;
    this.#most = most;
  }

  /** The memory of the count, for one run. */
  static sharedCell(): Int32Array {
    return new Int32Array(new SharedArrayBuffer(4));
  }

  get now(): number {
    return Atomics.load(this.#cell, 0);
  }

  /** Takes a place, and returns how many are taken then; null when all were taken. */
  take(): number | null {
    for (;;) {
      const taken = Atomics.load(this.#cell, 0);
      if (taken >= this.#most) return null;
      if (Atomics.compareExchange(this.#cell, 0, taken, taken + 1) === taken) return taken + 1;
    }
  }

  free(): void {
    Atomics.sub(this.#cell, 0, 1);
  }
}
