import type { Sample } from "../core/sample.ts";

/** Length of the stretches that requests are counted in, ms; doubled for runs of which there would be too many. */
const SHORTEST_BIN_MS = 50;
const MOST_BINS = 20_000;

/** Numbers of requests in one stretch of time. */
export interface BacklogBin {
  /** Requests without an outcome when the stretch began, those of the warm-up among them. */
  readonly before: number;
  readonly due: number;
  /** Requests that the server answered, well or not. */
  readonly answered: number;
  /** Requests that ended without an answer: timed out, shed, or never got through. */
  readonly lost: number;
  /** Requests without an outcome at its end. */
  readonly after: number;
}

/** What became of the requests of a run in consecutive stretches of its measured part. */
export interface Backlog {
  readonly binMs: number;
  readonly bins: readonly BacklogBin[];
  /** Length of the warm-up, ms. */
  readonly warmupMs: number;
  /** The longest that a request was waited for which got no answer, ms. */
  readonly longestLossMs: number;
}

/**
 * Counts requests by when they came due and when they ended, in short stretches of time from the begin of the schedule on. Counts do not
 * depend on the order in which samples come.
 */
export class BacklogWatch {
  readonly #binMs: number;
  readonly #fromMs: number;
  readonly #due: Float64Array;
  readonly #answered: Float64Array;
  readonly #lost: Float64Array;
  #longestLossMs = 0;

  /**
   * @param fromMs begin of the measured part
   * @param lengthMs its length
   */
  constructor(fromMs: number, lengthMs: number) {
    let binMs = SHORTEST_BIN_MS;
    while ((fromMs + lengthMs) / binMs > MOST_BINS) binMs *= 2;
    const bins = Math.ceil((fromMs + lengthMs) / binMs);
    this.#binMs = binMs;
    this.#fromMs = fromMs;
    this.#due = new Float64Array(bins);
    this.#answered = new Float64Array(bins);
    this.#lost = new Float64Array(bins);
  }

  add({ intendedMs, doneMs, outcome, status }: Readonly<Sample>): void {
    count(this.#due, intendedMs / this.#binMs);
    const isAnswered = outcome === "ok" || outcome === "wrong" || (outcome === "error" && status !== 0);
    if (!isAnswered) this.#longestLossMs = Math.max(this.#longestLossMs, doneMs - intendedMs);
    count(isAnswered ? this.#answered : this.#lost, doneMs / this.#binMs);
  }

  /** What was counted in whole stretches of the measured part. @param measuredMs its length, as far as the run came */
  found(measuredMs: number): Backlog {
    const bins: BacklogBin[] = [];
    const end = Math.floor((this.#fromMs + measuredMs) / this.#binMs + 1e-9);
    let before = 0;
    for (let at = 0; at < Math.min(end, this.#due.length); at++) {
      const [due = 0, answered = 0, lost = 0] = [this.#due[at], this.#answered[at], this.#lost[at]];
      const after = before + due - answered - lost;
      if (at * this.#binMs >= this.#fromMs - 1e-9) bins.push({ before, due, answered, lost, after });
      before = after;
    }
    return { binMs: this.#binMs, bins, warmupMs: this.#fromMs, longestLossMs: this.#longestLossMs };
  }
}

function count(counts: Float64Array, at: number): void {
  const bin = Math.max(0, Math.floor(at));
  // What is due or ends behind the measured part is in no stretch of it.
  if (bin < counts.length) counts[bin] = (counts[bin] as number) + 1;
}
