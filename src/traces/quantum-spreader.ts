import type { Rng } from "../core/rng.ts";
import type { RowSink } from "./trace-format.ts";

/**
 * Spreads arrivals whose times were cut to whole seconds evenly over their second: t + U(0, 1), in order. Replayed
 * unchanged, they would come in clumps that the publisher's clock made, not the users. Times that are not a multiple of
 * the quantum stay as they are.
 */
export class QuantumSpreader {
  spread = 0;
  readonly #quantumMs: number;
  readonly #chance: Rng;
  readonly #sink: RowSink;
  #heldMs = 0;
  readonly #lengths: number[] = [];

  constructor(quantumMs: number, chance: Rng, sink: RowSink) {
    this.#quantumMs = quantumMs;
    this.#chance = chance;
    this.#sink = sink;
  }

  readonly add: RowSink = (atMs, inputLength, outputLength) => {
    if (atMs !== this.#heldMs) this.flush();
    if (atMs % this.#quantumMs !== 0) {
      this.#sink(atMs, inputLength, outputLength);
      return;
    }
    this.#heldMs = atMs;
    this.#lengths.push(inputLength, outputLength);
  };

  flush(): void {
    const rows = this.#lengths.length / 2;
    const parts = Float64Array.from({ length: rows }, () => this.#chance()).sort();
    for (const [i, part] of parts.entries()) {
      const [input = Number.NaN, output = Number.NaN] = [this.#lengths[2 * i], this.#lengths[2 * i + 1]];
      this.#sink(this.#heldMs + part * this.#quantumMs, input, output);
    }
    this.spread += rows;
    this.#lengths.length = 0;
  }
}
