/** Monotonic time in milliseconds from an arbitrary origin; passed as a value so that tests own time. */
export interface Clock {
  nowMs(): number;
}

/** A clock that moves only when told to. */
export class VirtualClock implements Clock {
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  /** Throws when asked to go back. */
  advanceTo(nowMs: number): void {
    if (nowMs < this.#nowMs) throw new RangeError(`time cannot go back from ${this.#nowMs} to ${nowMs} ms`);
    this.#nowMs = nowMs;
  }
}
