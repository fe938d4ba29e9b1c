/** The outcomes of a scheduled request. Every scheduled request ends in exactly one of these. */
export const OUTCOMES = ["ok", "error", "timeout", "shed", "wrong", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why an `error` or `wrong` request failed; `none` for the others. */
export const FAILURE_CODES = [
  "none",
  "refused",
  "connect",
  "reset",
  "closed",
  "protocol",
  "http-status",
  "response-shape",
  "tls",
  "no-port",
  "no-descriptor",
  "grpc-status",
  "response-value",
  "stream-error",
  "stream-cut",
  "model",
  "empty-answer",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export const PHASES = ["warmup", "measure"] as const;
export type Phase = (typeof PHASES)[number];

/** The record of one request. Times are milliseconds from the start of the schedule; null = never happened. */
export interface Sample {
  seq: number;
  shard: number;
  phase: Phase;
  /** Number of the endpoint; −1 for a simulated request whose last attempt no replica had. */
  endpoint: number;
  items: number;
  intendedMs: number;
  sentMs: number | null;
  firstByteMs: number | null;
  doneMs: number;
  bytes: number;
  outcome: Outcome;
  failure: FailureCode;
  /** HTTP status of the answer, or the gRPC status where that is what failed; 0 where there was none. */
  status: number;
}

const COLUMNS = 13;

/**
 * Samples on their way between threads: rows of doubles in one transferable buffer, so that a request costs
 * the sending thread a few stores and no allocation.
 */
export class SampleBlock {
  readonly rows: Float64Array;
  #count: number;

  constructor(capacity: number | Float64Array, count = 0) {
    this.rows = typeof capacity === "number" ? new Float64Array(capacity * COLUMNS) : capacity;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return (this.#count + 1) * COLUMNS > this.rows.length;
  }

  push(sample: Sample): void {
    const at = this.#count++ * COLUMNS;
    const rows = this.rows;
    rows[at] = sample.seq;
    rows[at + 1] = sample.shard;
    rows[at + 2] = sample.phase === "measure" ? 1 : 0;
    rows[at + 3] = sample.endpoint;
    rows[at + 4] = sample.items;
    rows[at + 5] = sample.intendedMs;
    rows[at + 6] = sample.sentMs ?? Number.NaN;
    rows[at + 7] = sample.firstByteMs ?? Number.NaN;
    rows[at + 8] = sample.doneMs;
    rows[at + 9] = sample.bytes;
    rows[at + 10] = OUTCOMES.indexOf(sample.outcome);
    rows[at + 11] = FAILURE_CODES.indexOf(sample.failure);
    rows[at + 12] = sample.status;
  }

  /** Calls `visit` with each sample; the object is reused between calls, copy what you keep. */
  forEach(visit: (sample: Readonly<Sample>) => void): void {
    const sample = {} as Sample;
    const rows = this.rows;
    for (let row = 0; row < this.#count; row++) {
      const cell = (column: number): number => rows[row * COLUMNS + column] as number;
      const orNull = (value: number) => (Number.isNaN(value) ? null : value);
      sample.seq = cell(0);
      sample.shard = cell(1);
      sample.phase = cell(2) === 1 ? "measure" : "warmup";
      sample.endpoint = cell(3);
      sample.items = cell(4);
      sample.intendedMs = cell(5);
      sample.sentMs = orNull(cell(6));
      sample.firstByteMs = orNull(cell(7));
      sample.doneMs = cell(8);
      sample.bytes = cell(9);
      sample.outcome = OUTCOMES[cell(10)] as Outcome;
      sample.failure = FAILURE_CODES[cell(11)] as FailureCode;
      sample.status = cell(12);
      visit(sample);
    }
  }
}
