import type { Rng } from "../core/rng.ts";
import type { RowSink } from "./trace-format.ts";

/** Difference of times, ms, that is nothing but rounding. */
const ROUNDING_MS = 1e-3;

/**
 * Spreads arrivals whose times were cut to a quantum, such as whole seconds, evenly over it again: t + U(0, quantum), in
 * order, and never beyond the next time of the file. Replayed unchanged, they would come in clumps that the
 * publisher's clock made, not the users. An arrival that shares its time with no other, and is not a whole number of quanta after the first,
 * had a finer clock, and stays.
 */
export class QuantumSpreader {
  spread = 0;
  readonly #quantumMs: number;
  readonly #chance: Rng;
  readonly #sink: RowSink;
  #firstMs: number | undefined;
  #heldMs = 0;
  readonly #lengths: number[] = [];

  constructor(quantumMs: number, chance: Rng, sink: RowSink) {
    this.#quantumMs = quantumMs;
    this.#chance = chance;
    this.#sink = sink;
  }

  readonly add: RowSink = (atMs, inputLength, outputLength) => {
    this.#firstMs ??= atMs;
    if (atMs !== this.#heldMs) this.#release(atMs);
    this.#heldMs = atMs;
    this.#lengths.push(inputLength, outputLength);
  };

  flush(): void {
    this.#release(Number.POSITIVE_INFINITY);
  }

  /** Gives the arrivals of the held time to the sink. */
  #release(nextMs: number): void {
    const rows = this.#lengths.length / 2;
    const isSpread = rows > 1 || this.#isWhole(this.#heldMs);
    const roomMs = isSpread ? Math.min(this.#quantumMs, nextMs - this.#heldMs) : 0;
    const parts = Float64Array.from({ length: rows }, () => (isSpread ? this.#chance() : 0)).sort();
    for (const [i, part] of parts.entries()) {
      const [input = Number.NaN, output = Number.NaN] = [this.#lengths[2 * i], this.#lengths[2 * i + 1]];
      this.#sink(this.#heldMs + part * roomMs, input, output);
    }
    if (isSpread) this.spread += rows;
    this.#lengths.length = 0;
  }

  /** Whether a time is a whole number of quanta after the first one. */
  #isWhole(atMs: number): boolean {
    const sinceMs = atMs - (this.#firstMs ?? atMs);
    return Math.abs(sinceMs - Math.round(sinceMs / this.#quantumMs) * this.#quantumMs) < ROUNDING_MS;
  }
}
