import type { BurstMetrics } from "./run-result.ts";

/** Window lengths at which counts are judged, seconds. */
export const BURST_WINDOWS_SEC = [0.1, 1, 10, 60] as const;
/** Fewer windows than this say too little about a variance. */
export const MIN_WINDOWS = 30;

const BINS_PER_DECADE = 5;
const SMALLEST_GAP_MS = 1e-3;

/** Counts per window [t0 + k·w, t0 + (k+1)·w), in constant memory. */
class WindowCounts {
  windows = 0;
  #sum = 0;
  #sumSquares = 0;
  #max = 0;
  #inWindow = 0;
  #endMs: number;
  readonly #lengthMs: number;

  constructor(lengthMs: number, startMs: number) {
    this.#lengthMs = lengthMs;
    this.#endMs = startMs + lengthMs;
  }

  /** Closes every window that ends at or before `nowMs`. */
  closeUpTo(nowMs: number): void {
    if (nowMs < this.#endMs) return;
    const closing = Math.floor((nowMs - this.#endMs) / this.#lengthMs) + 1;
    this.windows += closing; // the first holds the count, the others are empty
    this.#sum += this.#inWindow;
    this.#sumSquares += this.#inWindow ** 2;
    this.#max = Math.max(this.#max, this.#inWindow);
    this.#inWindow = 0;
    this.#endMs += closing * this.#lengthMs;
  }

  count(atMs: number): void {
    this.closeUpTo(atMs);
    this.#inWindow++;
  }

  /** Var N / E N with the unbiased variance, and max N / E N. */
  metrics(): { count: number; idc: number | null; peakToMean: number | null } {
    const n = this.windows;
    const mean = this.#sum / n;
    if (n < MIN_WINDOWS || mean === 0) return { count: n, idc: null, peakToMean: null };
    const variance = (this.#sumSquares - n * mean ** 2) / (n - 1);
    return { count: n, idc: variance / mean, peakToMean: this.#max / mean };
  }
}

/**
 * Shape of a stream of arrivals, in one pass and constant memory: CV and lag-1 autocorrelation of the gaps,
 * index of dispersion for counts and peak-to-mean at several windows (definitions: docs/metrics.md). CV alone
 * is a poor measure: a trace with CV 1.09 had IDC(60 s) = 16.
 */
export class BurstAccumulator {
  #arrivals = 0;
  #firstMs = 0;
  #lastMs = 0;
  #previousGapMs = 0;
  #meanGap = 0;
  #m2Gap = 0;
  #lagProducts = 0;
  readonly #windows: WindowCounts[] = [];
  readonly #gapBins = new Map<number, number>();

  /** Arrival times in ms, never decreasing. */
  add(atMs: number): void {
    if (this.#arrivals === 0) {
      this.#firstMs = atMs;
      for (const sec of BURST_WINDOWS_SEC) this.#windows.push(new WindowCounts(sec * 1000, atMs));
    } else {
      this.#addGap(atMs - this.#lastMs);
    }
    for (const windows of this.#windows) windows.count(atMs);
    this.#lastMs = atMs;
    this.#arrivals++;
  }

  #addGap(gapMs: number): void {
    const gaps = this.#arrivals; // with this one
    const delta = gapMs - this.#meanGap;
    this.#meanGap += delta / gaps;
    this.#m2Gap += delta * (gapMs - this.#meanGap);
    if (gaps > 1) this.#lagProducts += this.#previousGapMs * gapMs;
    this.#previousGapMs = gapMs;
    const bin = Math.floor(Math.log10(Math.max(gapMs, SMALLEST_GAP_MS)) * BINS_PER_DECADE);
    this.#gapBins.set(bin, (this.#gapBins.get(bin) ?? 0) + 1);
  }

  /** `endMs`: when the observation ended; by default the last arrival. Whole windows up to then count. */
  finish(endMs = this.#lastMs): BurstMetrics {
    const gaps = this.#arrivals - 1;
    const variance = gaps > 1 ? this.#m2Gap / gaps : 0;
    const cv = gaps > 1 && this.#meanGap > 0 ? Math.sqrt(variance) / this.#meanGap : null;
    const lag1 =
      gaps > 2 && variance > 1e-12 * this.#meanGap ** 2
        ? (this.#lagProducts / (gaps - 1) - this.#meanGap ** 2) / variance
        : null;
    const durationMs = endMs - this.#firstMs;
    const windows: BurstMetrics["windows"] = {};
    for (const [index, sec] of BURST_WINDOWS_SEC.entries()) {
      const counts = this.#windows[index];
      counts?.closeUpTo(endMs);
      windows[sec] = counts?.metrics() ?? { count: 0, idc: null, peakToMean: null };
    }
    return {
      arrivals: this.#arrivals,
      ratePerSec: durationMs > 0 ? (this.#arrivals / durationMs) * 1000 : null,
      interArrivalCv: cv,
      lag1Autocorrelation: lag1,
      windows,
      gaps: [...this.#gapBins]
        .sort(([a], [b]) => a - b)
        .map(([bin, count]) => ({
          fromMs: 10 ** (bin / BINS_PER_DECADE),
          toMs: 10 ** ((bin + 1) / BINS_PER_DECADE),
          count,
        })),
    };
  }
}
