/** A span of a clock's time, ms. It may be set after the gauges that use it were made; until then it is empty. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Longest gap between samples: samples further apart say nothing about the time between them. */
const LONGEST_GAP_MS = 2000;

/**
 * A quantity that is sampled now and then. Its mean is over time: straight lines between neighbours (the trapezoidal rule),
 * so it does not matter where more samples lie. Memory does not grow.
 */
export class Gauge {
  readonly #span: Span;
  #last: { readonly atMs: number; readonly value: number } | null = null;
  #area = 0;
  #coveredMs = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(span: Span) {
    this.#span = span;
  }

  /** Adds a sample; samples come in the order of time, and null is not a sample. */
  add(atMs: number, value: number | null): void {
    if (value === null) return;
    const { fromMs, toMs } = this.#span;
    if (atMs >= fromMs && atMs <= toMs) {
      this.#min = Math.min(this.#min, value);
      this.#max = Math.max(this.#max, value);
    }
    const last = this.#last;
    this.#last = { atMs, value };
    if (last === null || atMs - last.atMs > LONGEST_GAP_MS) return;
    const beginMs = Math.max(last.atMs, fromMs);
    const endMs = Math.min(atMs, toMs);
    if (!(beginMs < endMs)) return;
    const slope = (value - last.value) / (atMs - last.atMs);
    const middle = last.value + slope * ((beginMs + endMs) / 2 - last.atMs);
    this.#area += middle * (endMs - beginMs);
    this.#coveredMs += endMs - beginMs;
  }

  /** Mean over the covered time; null where nothing is covered. */
  get mean(): number | null {
    return this.#coveredMs === 0 ? null : this.#area / this.#coveredMs;
  }

  /** Smallest sample within the span; null where there is none. */
  get min(): number | null {
    return Number.isFinite(this.#min) ? this.#min : null;
  }

  get max(): number | null {
    return Number.isFinite(this.#max) ? this.#max : null;
  }

  /** Length of the parts of the span, ms, that lie between samples near enough to each other. */
  get coveredMs(): number {
    return this.#coveredMs;
  }
}
