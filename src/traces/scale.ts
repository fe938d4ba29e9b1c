import type { Rng } from "../core/rng.ts";
import type { RowStore } from "./row-store.ts";
import type { RowSink } from "./trace-format.ts";

/** The three meanings of "N times the traffic": what stays and what changes. */
export const SCALINGS = {
  "time-compression": "the same arrivals, N times faster: bursts get N times shorter",
  superposition: "N copies at random shifts, laid over one another: more independent users",
  "rate-curve": "N times as many arrivals in every bin of time: the same rhythm, busier",
} as const;

export type Scaling = keyof typeof SCALINGS;

/** Notes that a reader of the scaled file needs. */
export function scalingNotes(how: Scaling, by: number, binSec: number): readonly string[] {
  switch (how) {
    case "time-compression":
      return [
        `stays: the CV of the gaps; IDC and peak ÷ mean at windows of w/${by} are those that w had`,
        `changes: the rate is ${by} times as high, every burst ${by} times as short, and so is the trace`,
      ];
    case "superposition":
      return [
        "stays: the length of bursts, and IDC(w) at every w as far as the copies are independent",
        `changes: peak ÷ mean falls, the excess over 1 about by 1/√${by}; the gaps come closer to Poisson`,
      ];
    case "rate-curve":
      return [
        `stays: the length of bursts, and peak ÷ mean at windows from ${binSec} s on`,
        `changes: IDC(w) above the bin of ${binSec} s is about ${by} times as high; within a bin, added arrivals are spread by chance`,
      ];
  }
}

/** Divides the offsets of all arrivals, so that they come `by` times as fast. */
export function compressTime(by: number, sink: RowSink): RowSink {
  return (atMs, inputLength, outputLength) => sink(atMs / by, inputLength, outputLength);
}

/**
 * Lays `copies` of a trace over one another; the first stays where it is, the others are shifted by chance, and what
 * leaves at the end comes back at the beginning. The circle is one mean gap longer than the trace, so that its last
 * and first arrival do not fall together.
 */
export function superpose(rows: RowStore, copies: number, chance: Rng, sink: RowSink): void {
  const n = rows.rows;
  const lastMs = rows.timesMs[n - 1] ?? 0;
  const circleMs = lastMs + lastMs / Math.max(1, n - 1);
  const heads = Array.from({ length: copies }, (_, copy) =>
    rotated(rows, copy === 0 ? 0 : chance() * circleMs, circleMs),
  );
  for (let left = copies * n; left > 0; left--) {
    let first = heads[0];
    for (const head of heads) if (first === undefined || head.atMs < first.atMs) first = head;
    if (first === undefined) return;
    sink(first.atMs, rows.inputs[first.row] ?? Number.NaN, rows.outputs[first.row] ?? Number.NaN);
    first.advance();
  }
}

/** Walks a trace in the order of its shifted times. */
function rotated(rows: RowStore, shiftMs: number, circleMs: number) {
  const n = rows.rows;
  const timesMs = rows.timesMs.subarray(0, n);
  const wrapped = timesMs.findIndex((timeMs) => timeMs + shiftMs >= circleMs);
  const start = wrapped < 0 ? 0 : wrapped;
  let walked = 0;
  const head = { row: start, atMs: 0, advance };
  const place = () => {
    head.row = (start + walked) % n;
    const shifted = (timesMs[head.row] ?? 0) + shiftMs;
    head.atMs = walked >= n ? Number.POSITIVE_INFINITY : shifted >= circleMs ? shifted - circleMs : shifted;
  };
  function advance(): void {
    walked++;
    place();
  }
  place();
  return head;
}

/**
 * Keeps the rate curve: of the n arrivals of each bin, N·n come out (rounded up or down by chance). For N ≥ 1 all
 * arrivals stay and others are added at random places of the bin, with the lengths of a random row of it; for N < 1
 * each arrival is kept with probability N. Memory: the rows of one bin.
 */
export class RateCurveScaler {
  readonly #by: number;
  readonly #binMs: number;
  readonly #chance: Rng;
  readonly #sink: RowSink;
  #bin = 0;
  #rows: [number, number, number][] = [];

  constructor(by: number, binMs: number, chance: Rng, sink: RowSink) {
    this.#by = by;
    this.#binMs = binMs;
    this.#chance = chance;
    this.#sink = sink;
  }

  readonly add: RowSink = (atMs, inputLength, outputLength) => {
    const bin = Math.floor(atMs / this.#binMs);
    if (bin !== this.#bin) this.flush();
    this.#bin = bin;
    if (this.#by >= 1 || this.#chance() < this.#by) this.#rows.push([atMs, inputLength, outputLength]);
  };

  flush(): void {
    const rows = this.#rows;
    const n = rows.length;
    const added = Math.max(0, Math.floor((this.#by - 1) * n + this.#chance()));
    for (let i = 0; i < added && n > 0; i++) {
      const [, input, output] = rows[Math.floor(this.#chance() * n)] ?? [0, Number.NaN, Number.NaN];
      rows.push([(this.#bin + this.#chance()) * this.#binMs, input, output]);
    }
    rows.sort(([a], [b]) => a - b);
    for (const [atMs, input, output] of rows) this.#sink(atMs, input, output);
    this.#rows = [];
  }
}
