const BUCKET_MS = 1000;

/**
 * Values by the second, and their mean over a window: `TimedFloat64Buckets` of knative/serving
 * pkg/autoscaler/aggregation/bucketing.go.
 */
export class TimedBuckets {
  readonly #buckets: Float64Array;
  #total = 0;
  #first = 0;
  /** The second of the last record; null before the first. */
  #last: number | null = null;

  constructor(windowMs: number) {
    this.#buckets = new Float64Array(Math.ceil(windowMs / BUCKET_MS));
  }

  isEmpty(nowMs: number): boolean {
    return this.#last === null || secondOf(nowMs) - this.#last > this.#buckets.length;
  }

  /** Adds a value to the bucket of its second. Seconds without a record between others count as 0. */
  record(nowMs: number, value: number): void {
    const now = secondOf(nowMs);
    const { length } = this.#buckets;
    if (this.#last === null || now - this.#last >= length) {
      this.#first = now;
      this.#buckets.fill(0);
      this.#total = 0;
    } else
      for (let second = this.#last + 1; second <= now; second++) {
        this.#total -= this.#buckets[second % length] ?? 0;
        this.#buckets[second % length] = 0;
      }
    this.#last = now;
    this.#buckets[now % length] = (this.#buckets[now % length] ?? 0) + value;
    this.#total += value;
  }

  /** The mean over the window, or over what there is of it. Seconds at its end without a record do not count. */
  average(nowMs: number): number {
    if (this.#last === null) return 0;
    const { length } = this.#buckets;
    const behind = Math.max(0, secondOf(nowMs) - this.#last);
    if (behind >= length) return 0;
    let total = this.#total;
    for (let second = this.#last + 1; second <= this.#last + behind; second++)
      total -= this.#buckets[second % length] ?? 0;
    const count = Math.min(this.#last - this.#first + 1, length - behind);
    return Math.floor((total / count) * 1e6) / 1e6;
  }
}

function secondOf(atMs: number): number {
  return Math.floor(atMs / BUCKET_MS);
}
