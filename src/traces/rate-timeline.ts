import { largest } from "../core/extremes.ts";

const MOST_BINS = 512;
const FIRST_BIN_MS = 100;

/**
 * Rate over time in at most 512 bins: when a trace outgrows them, neighbours are joined and bins become twice as long.
 */
export class RateTimeline {
  #binMs = FIRST_BIN_MS;
  #counts = new Float64Array(MOST_BINS);
  #lastMs = 0;

  add(atMs: number): void {
    while (atMs >= this.#binMs * MOST_BINS) this.#join();
    const bin = Math.floor(atMs / this.#binMs);
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#lastMs = atMs;
  }

  #join(): void {
    const joined = new Float64Array(MOST_BINS);
    for (let i = 0; i < MOST_BINS / 2; i++)
      joined[i] = (this.#counts[2 * i] ?? 0) + (this.#counts[2 * i + 1] ?? 0);
    this.#counts = joined;
    this.#binMs *= 2;
  }

  /** Rates of the whole bins, at least one; the rate of the last, unfinished bin would be too low. */
  rates(): { readonly binSec: number; readonly perSec: readonly number[] } {
    const bins = Math.max(1, Math.floor(this.#lastMs / this.#binMs));
    const binSec = this.#binMs / 1000;
    return { binSec, perSec: Array.from(this.#counts.subarray(0, bins), (count) => count / binSec) };
  }
}

const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * A line of block characters for the values, each the largest value of its column; a blank where there is nothing at
 * all.
 */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const peaks = Array.from({ length: columns }, (_, column) =>
    largest(
      values.slice(
        Math.floor((column * values.length) / columns),
        Math.floor(((column + 1) * values.length) / columns),
      ),
    ),
  );
  const top = largest(peaks);
  return peaks
    .map((peak) => (peak === 0 ? " " : (BLOCKS[Math.min(7, Math.floor((peak / top) * 8))] ?? "")))
    .join("");
}
