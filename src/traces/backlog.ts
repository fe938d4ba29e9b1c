import { rankOf } from "../stats/rank.ts";

/**
 * Headrooms of the imagined servers: how many times the mean rate each can drain. With smaller ones, queues wait for
 * the few longest bursts of a trace, which are a matter of luck.
 */
export const HEADROOMS = [5, 8, 12, 20] as const;

const BINS_PER_DECADE = 40;
const LEAST_MS = 1e-2;
const BINS = 11 * BINS_PER_DECADE;

/**
 * The effect of traffic on a queue, with no server in particular in mind: the 99th percentile of the wait, over
 * arrivals, before servers that drain c = h · λ requests per second, for several headrooms h. Lindley's recursion, one
 * line per arrival: W ← max(0, W − gap) + 1/c. Constant memory: logarithmic bins, 3 % wide at most.
 *
 * IDC says how much counts vary, but many processes share an IDC curve: rare strong bursts or frequent weak ones. A
 * queue tells them apart, and stays the same however long the trace is, which the highest peak does not.
 */
export class BacklogCurve {
  readonly #serviceMs: Float64Array;
  readonly #waitsMs = new Float64Array(HEADROOMS.length);
  readonly #bins = HEADROOMS.map(() => new Float64Array(BINS));
  #arrivals = 0;
  #lastMs = 0;

  constructor(ratePerSec: number) {
    this.#serviceMs = Float64Array.from(HEADROOMS, (headroom) => 1000 / (headroom * ratePerSec));
  }

  readonly add = (atMs: number): void => {
    const gapMs = atMs - this.#lastMs;
    this.#lastMs = atMs;
    this.#arrivals++;
    for (let i = 0; i < HEADROOMS.length; i++) {
      const waitMs = Math.max(0, (this.#waitsMs[i] ?? 0) - gapMs);
      this.#waitsMs[i] = waitMs + (this.#serviceMs[i] ?? 0);
      if (waitMs <= LEAST_MS) continue; // counted as what is left over
      const bins = this.#bins[i];
      const bin = Math.min(BINS - 1, Math.floor(Math.log10(waitMs / LEAST_MS) * BINS_PER_DECADE));
      if (bins !== undefined) bins[bin] = (bins[bin] ?? 0) + 1;
    }
  };

  /** 99th percentiles of the wait in seconds, one per headroom. */
  p99WaitSec(): number[] {
    return this.#bins.map((bins) => {
      let above = this.#arrivals - rankOf(99, this.#arrivals);
      for (let bin = BINS - 1; bin >= 0; bin--) {
        above -= bins[bin] ?? 0;
        if (above < 0) return (LEAST_MS * 10 ** ((bin + 0.5) / BINS_PER_DECADE)) / 1000;
      }
      return 0;
    });
  }
}
