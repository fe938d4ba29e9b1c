import type { BurstMetrics } from "../result/burst.ts";
import { CountMoments } from "./count-moments.ts";
import { apparentHurst, type Dispersion } from "./hurst.ts";
import { poissonAbove } from "./poisson-tail.ts";

/** Window lengths at which counts are judged, seconds. */
export const BURST_WINDOWS_SEC = [0.1, 1, 10, 60] as const;
/** Fewest windows that say enough about a variance. */
export const MIN_WINDOWS = 30;
/** Length of the window, s, at which the time above twice the mean rate is counted. */
const BUSY_WINDOW_SEC = 1;
/** Window lengths of the IDC curve, seconds: 1-2-5 up to a day. */
const CURVE_WINDOWS_SEC = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 60, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000,
] as const;

const BINS_PER_DECADE = 5;
/** Coefficient of variation below which gaps are equal, and only the rounding of their times tells them apart. */
const LEAST_CV = 1e-6;
/** Part of a sum of squares that may be nothing but rounding. */
const ROUNDING = 1e-9;
const SMALLEST_GAP_MS = 1e-3;

/** Counts per window [t0 + k·w, t0 + (k+1)·w), in constant memory. */
class WindowCounts {
  readonly #counts = new CountMoments();
  #max = 0;
  #inWindow = 0;
  #endMs: number;
  readonly #lengthMs: number;
  /** Number of windows by their number of arrivals; n arrivals make at most √(2n) different numbers. */
  readonly #byCount: Map<number, number> | undefined;

  constructor(lengthMs: number, startMs: number, keepCounts: boolean) {
    this.#lengthMs = lengthMs;
    this.#endMs = startMs + lengthMs;
    this.#byCount = keepCounts ? new Map() : undefined;
  }

  /** Closes every window that ends at or before `nowMs`. */
  closeUpTo(nowMs: number): void {
    if (nowMs < this.#endMs) return;
    const closing = Math.floor((nowMs - this.#endMs) / this.#lengthMs) + 1;
    this.#counts.add(this.#inWindow, 1);
    if (closing > 1) this.#counts.add(0, closing - 1); // the others are empty
    this.#max = Math.max(this.#max, this.#inWindow);
    this.#byCount?.set(this.#inWindow, (this.#byCount.get(this.#inWindow) ?? 0) + 1);
    this.#inWindow = 0;
    this.#endMs += closing * this.#lengthMs;
  }

  count(atMs: number): void {
    this.closeUpTo(atMs);
    this.#inWindow++;
  }

  /** Index of dispersion Var N / E N with the unbiased variance, and peak-to-mean max N / E N. */
  metrics(): { count: number; idc: number | null; peakToMean: number | null } {
    const { count, mean, variance } = this.#counts;
    if (count < MIN_WINDOWS || mean === 0) return { count, idc: null, peakToMean: null };
    return { count, idc: variance / mean, peakToMean: this.#max / mean };
  }

  /** The index of dispersion with its error, and with Poisson's; null below 30 windows. */
  dispersion(): Omit<Dispersion, "sec"> | null {
    const { count, mean, varianceError } = this.#counts;
    const { idc } = this.metrics();
    if (idc === null) return null;
    // The fourth central moment of Poisson counts is 3·mean² + mean.
    return { idc, error: varianceError / mean, poissonError: Math.sqrt((2 + 1 / mean) / (count - 1)) };
  }

  /** Share of the windows that hold more than twice the mean count, and the same share of Poisson arrivals of this mean. */
  aboveTwiceMean(): { readonly share: number; readonly poisson: number } | null {
    const { count: windows, mean } = this.#counts;
    if (this.#byCount === undefined || windows < MIN_WINDOWS || mean === 0) return null;
    const limit = 2 * mean;
    let above = 0;
    for (const [count, times] of this.#byCount) if (count > limit) above += times;
    return { share: above / windows, poisson: poissonAbove(mean, limit) };
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
  /** The first gap. Products are of differences from it, so that they do not cancel where gaps are nearly equal. */
  #firstGapMs = 0;
  #previousGapMs = 0;
  #meanGap = 0;
  #m2Gap = 0;
  #lagProducts = 0;
  readonly #windows: WindowCounts[] = [];
  readonly #gapBins = new Map<number, number>();

  /** Adds an arrival at a time in ms, which never decreases. */
  add(atMs: number): void {
    if (this.#arrivals === 0) {
      this.#firstMs = atMs;
      for (const sec of CURVE_WINDOWS_SEC)
        this.#windows.push(new WindowCounts(sec * 1000, atMs, sec === BUSY_WINDOW_SEC));
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
    if (gaps === 1) this.#firstGapMs = gapMs;
    else this.#lagProducts += (this.#previousGapMs - this.#firstGapMs) * (gapMs - this.#firstGapMs);
    this.#previousGapMs = gapMs;
    const bin = Math.floor(Math.log10(Math.max(gapMs, SMALLEST_GAP_MS)) * BINS_PER_DECADE);
    this.#gapBins.set(bin, (this.#gapBins.get(bin) ?? 0) + 1);
  }

  /**
   * Correlation (Pearson's) of each gap with the next, which is never outside of −1 to 1, however few gaps there are;
   * null where all gaps but the first, or all but the last, are equal.
   */
  #lag1(gaps: number): number | null {
    const pairs = gaps - 1;
    const mean = this.#meanGap - this.#firstGapMs;
    const last = this.#previousGapMs - this.#firstGapMs;
    // Sums of differences from the first gap, whose own difference is 0: without the last gap, and without the first.
    const [sum, squares] = [gaps * mean, this.#m2Gap + gaps * mean ** 2];
    const [before, after] = [sum - last, sum];
    const spreadBefore = squares - last ** 2 - before ** 2 / pairs;
    const spreadAfter = squares - after ** 2 / pairs;
    if (Math.min(spreadBefore, spreadAfter) <= ROUNDING * squares) return null;
    const covariance = this.#lagProducts - (before * after) / pairs;
    const correlation = covariance / Math.sqrt(spreadBefore * spreadAfter);
    return Math.min(1, Math.max(-1, correlation));
  }

  #at(sec: number): WindowCounts | undefined {
    return this.#windows[(CURVE_WINDOWS_SEC as readonly number[]).indexOf(sec)];
  }

  /** IDC by window length, at all lengths that have enough windows. Complete after `finish`. */
  idcCurve(): Dispersion[] {
    return CURVE_WINDOWS_SEC.flatMap((sec) => {
      const dispersion = this.#at(sec)?.dispersion() ?? null;
      return dispersion === null ? [] : [{ sec, ...dispersion }];
    });
  }

  /**
   * Ends the observation at `endMs`, by default the last arrival, and returns its metrics. Whole windows up to then
   * count.
   */
  finish(endMs = this.#lastMs): BurstMetrics {
    const gaps = this.#arrivals - 1;
    const variance = gaps > 1 ? this.#m2Gap / gaps : 0;
    const areEqual = variance <= LEAST_CV ** 2 * this.#meanGap ** 2;
    const cv = gaps > 1 && this.#meanGap > 0 ? (areEqual ? 0 : Math.sqrt(variance) / this.#meanGap) : null;
    const lag1 = gaps > 2 && !areEqual ? this.#lag1(gaps) : null;
    const durationMs = endMs - this.#firstMs;
    for (const counts of this.#windows) counts.closeUpTo(endMs);
    const busy = this.#at(BUSY_WINDOW_SEC)?.aboveTwiceMean() ?? null;
    const windows: BurstMetrics["windows"] = {};
    for (const sec of BURST_WINDOWS_SEC) {
      windows[sec] = this.#at(sec)?.metrics() ?? { count: 0, idc: null, peakToMean: null };
    }
    return {
      arrivals: this.#arrivals,
      ratePerSec: durationMs > 0 ? (this.#arrivals / durationMs) * 1000 : null,
      interArrivalCv: cv,
      lag1Autocorrelation: lag1,
      windows,
      timeAboveTwiceMean: busy?.share ?? null,
      timeAboveTwiceMeanPoisson: busy?.poisson ?? null,
      ...apparentHurst(this.idcCurve(), MIN_WINDOWS),
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
