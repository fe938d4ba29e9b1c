import { smallest } from "../core/extremes.ts";
/**
 * Merges several rising sequences that arrive in pieces into one rising sequence. Values are released as soon
 * as no stream can still bring a smaller one, so memory holds only what the slowest stream is behind.
 */
export class OrderedMerge {
  readonly #pending: number[][];
  readonly #watermarks: number[];
  readonly #release: (value: number) => void;

  constructor(streams: number, release: (value: number) => void) {
    this.#pending = Array.from({ length: streams }, () => []);
    this.#watermarks = new Array<number>(streams).fill(Number.NEGATIVE_INFINITY);
    this.#release = release;
  }

  /** Adds rising `values` of a stream, which promises that its later values are not below `watermark`. */
  push(stream: number, values: Iterable<number>, watermark: number): void {
    const pending = this.#pending[stream];
    for (const value of values) pending?.push(value);
    this.#watermarks[stream] = watermark;
    this.#releaseBelow(smallest(this.#watermarks));
  }

  /** Ends all streams: none will bring more values. */
  end(): void {
    this.#releaseBelow(Number.POSITIVE_INFINITY);
  }

  #releaseBelow(limit: number): void {
    const ready: number[] = [];
    for (const [stream, values] of this.#pending.entries()) {
      const cut = values.findIndex((value) => value >= limit);
      const taken = cut < 0 ? values : values.slice(0, cut);
      this.#pending[stream] = cut < 0 ? [] : values.slice(cut);
      for (const value of taken) ready.push(value);
    }
    if (this.#pending.length > 1) ready.sort((a, b) => a - b);
    for (const value of ready) this.#release(value);
  }
}
