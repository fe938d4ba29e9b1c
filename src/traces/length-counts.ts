import { rankOf } from "../stats/rank.ts";

/** Lengths of requests, in tokens. */
export interface LengthSummary {
  readonly mean: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

/** Exact quantiles of whole numbers; memory grows with the different lengths, not with the requests. */
export class LengthCounts {
  #requests = 0;
  #sum = 0;
  readonly #counts = new Map<number, number>();

  /** Adds a length; NaN is a length that is not known. */
  add(length: number): void {
    if (Number.isNaN(length)) return;
    this.#requests++;
    this.#sum += length;
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
  }

  summary(): LengthSummary | null {
    if (this.#requests === 0) return null;
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    /** The smallest length that a percentage of the requests does not exceed. */
    const quantile = (percentile: number) => {
      let left = rankOf(percentile, this.#requests);
      for (const [length, count] of sorted) {
        left -= count;
        if (left <= 0) return length;
      }
      return 0;
    };
    return { mean: this.#sum / this.#requests, median: quantile(50), p99: quantile(99), max: quantile(100) };
  }
}
