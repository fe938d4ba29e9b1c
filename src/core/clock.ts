/** Monotonic time in milliseconds from an arbitrary origin; passed as a value so that tests own time. */
export interface Clock {
  nowMs(): number;
}

/** A clock that moves only by `advanceTo`. */
export class VirtualClock implements Clock {
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  /** Moves the clock to `nowMs`. @throws RangeError when that would go back in time */
  advanceTo(nowMs: number): void {
    if (nowMs < this.#nowMs) throw new RangeError(`time cannot go back from ${this.#nowMs} to ${nowMs} ms`);
    this.#nowMs = nowMs;
  }
}
