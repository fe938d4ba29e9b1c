import { RowStore } from "./row-store.ts";
import type { RowSink } from "./trace-format.ts";

/** Keeps all rows and gives them back in order of time; rows of one time stay in their order. */
export class RowSorter {
  /** Number of rows that came before their predecessor. */
  misplaced = 0;
  readonly #store = new RowStore();
  #lastMs = Number.NEGATIVE_INFINITY;

  /** Adds a row; returns false when there is no room for it. */
  add(atMs: number, inputLength: number, outputLength: number): boolean {
    if (atMs < this.#lastMs) this.misplaced++;
    this.#lastMs = atMs;
    return this.#store.add(atMs, inputLength, outputLength);
  }

  flush(sink: RowSink): void {
    const { timesMs, inputs, outputs } = this.#store;
    const order = Uint32Array.from({ length: this.#store.rows }, (_, i) => i);
    if (this.misplaced > 0) order.sort((a, b) => (timesMs[a] ?? 0) - (timesMs[b] ?? 0) || a - b);
    for (const i of order) sink(timesMs[i] ?? 0, inputs[i] ?? 0, outputs[i] ?? 0);
  }
}
