import { decodeFromCompressedBase64, encodeIntoCompressedBase64, Int32Histogram } from "hdr-histogram-js";
import { rankOf } from "./rank.ts";

/** Three significant digits keep the error of every recorded value within 0.1 %. */
const SIGNIFICANT_DIGITS = 3;
/** One hour in µs; longer values are recorded as this, and no timeout is allowed to be longer. */
const HIGHEST_US = 3_600_000_000;
/** Powers of two below which every value has a bucket of its own: 2048 of them, for three significant digits. */
const SINGLE_POWER = 11;
/** Difference of two times, ms, that is nothing but rounding: a nanosecond. */
const ROUNDING_MS = 1e-6;

/**
 * An HdrHistogram that finds the bucket of a value by shifts of 32-bit integers, which hold an hour in µs, and not by logarithms: it is
 * asked several times for every request.
 */
class MicrosecondCounts extends Int32Histogram {
  constructor() {
    super(1, HIGHEST_US, SIGNIFICANT_DIGITS);
  }

  override countsArrayIndex(value: number): number {
    const doublings = Math.max(0, 32 - SINGLE_POWER - Math.clz32(value));
    return (doublings << (SINGLE_POWER - 1)) + (value >>> doublings);
  }
}

/**
 * Latency histogram: an HdrHistogram of integer microseconds, with milliseconds in its interface. Merging is adding
 * counts, so the order and the number of parts never matter. No value is ever invented: there is no correction for an
 * expected interval.
 */
export class Histogram {
  /** The HdrHistogram itself, for writers of HdrHistogram formats. */
  readonly counts = new MicrosecondCounts();
  #sumMs = 0;
  /** Number of values above each limit that is watched, exactly: buckets are wider than a limit is exact. */
  readonly #above: Map<number, number>;

  /** @param limitsMs limits of objectives, ms, above which values are counted one by one */
  constructor(limitsMs: readonly number[] = []) {
    this.#above = new Map(limitsMs.map((limitMs) => [limitMs, 0]));
  }

  /** Decodes what `encode` wrote. The mean of a decoded histogram is that of its buckets (within 0.1 %). */
  static decode(base64: string): Histogram {
    const histogram = new Histogram();
    const decoded = decodeFromCompressedBase64(base64, 32);
    histogram.counts.add(decoded as Int32Histogram);
    histogram.#sumMs = (decoded.mean * decoded.totalCount) / 1000 || 0;
    return histogram;
  }

  /**
   * Records a latency. @throws RangeError on a negative latency: it comes from a broken clock, never to be recorded as
   * 0.
   */
  recordMs(latencyMs: number): void {
    const valueUs = Math.round(latencyMs * 1000);
    if (!(valueUs >= 0)) throw new RangeError(`a latency of ${latencyMs} ms cannot be`);
    this.counts.recordValue(Math.min(valueUs, HIGHEST_US));
    this.#sumMs += latencyMs;
    if (this.#above.size > 0) this.#countAbove(latencyMs);
  }

  #countAbove(latencyMs: number): void {
    for (const [limitMs, count] of this.#above)
      if (latencyMs > limitMs + ROUNDING_MS) this.#above.set(limitMs, count + 1);
  }

  add(other: Histogram): void {
    for (const [limitMs, count] of this.#above) this.#above.set(limitMs, count + other.countAbove(limitMs));
    this.counts.add(other.counts);
    this.#sumMs += other.#sumMs;
  }

  reset(): void {
    this.counts.reset();
    this.#sumMs = 0;
    for (const limitMs of this.#above.keys()) this.#above.set(limitMs, 0);
  }

  /** Number of values above a limit: exactly where the limit is watched, else those whose whole bucket is above it. */
  countAbove(limitMs: number): number {
    const known = this.#above.get(limitMs);
    if (known !== undefined) return known;
    const { counts } = this;
    let above = 0;
    for (let index = 0, seen = 0; seen < counts.totalCount; index++) {
      const count = counts.getCountAtIndex(index);
      seen += count;
      if (count > 0 && counts.valueFromIndex(index) / 1000 > limitMs + ROUNDING_MS) above += count;
    }
    return above;
  }

  get count(): number {
    return this.counts.totalCount;
  }

  /** The highest value of the bucket that holds the maximum, so that no percentile is above it. */
  get maxMs(): number {
    return this.count === 0 ? 0 : this.counts.highestEquivalentValue(this.counts.maxValue) / 1000;
  }

  get meanMs(): number {
    return this.count === 0 ? 0 : this.#sumMs / this.count;
  }

  /** Standard deviation in ms, taken over the middles of the buckets. */
  get standardDeviationMs(): number {
    return this.count === 0 ? 0 : this.counts.stdDeviation / 1000;
  }

  /** The highest value of the bucket that holds the given percentile (0..100) of the values. */
  percentileMs(percentile: number): number {
    return this.atRankMs(rankOf(percentile, this.count));
  }

  /** The highest value of the bucket that holds the value of a rank, from 1 to the number of values. */
  atRankMs(rank: number): number {
    const { counts } = this;
    if (counts.totalCount === 0) return 0;
    const wanted = Math.min(rank, counts.totalCount);
    let index = 0;
    for (let seen = counts.getCountAtIndex(0); seen < wanted; seen += counts.getCountAtIndex(index)) index++;
    return counts.highestEquivalentValue(counts.valueFromIndex(index)) / 1000;
  }

  /** Non-empty buckets in rising order: the highest value of each in ms, and its count. */
  buckets(): { upToMs: number; count: number }[] {
    const buckets: { upToMs: number; count: number }[] = [];
    const histogram = this.counts;
    for (let index = 0, seen = 0; seen < histogram.totalCount; index++) {
      const count = histogram.getCountAtIndex(index);
      if (count === 0) continue;
      seen += count;
      buckets.push({
        upToMs: histogram.highestEquivalentValue(histogram.valueFromIndex(index)) / 1000,
        count,
      });
    }
    return buckets;
  }

  /** The histogram in HdrHistogram V2, deflated, base64: readable by every HdrHistogram implementation. */
  encode(): string {
    return encodeIntoCompressedBase64(this.counts);
  }
}
