/** The requests of a window, by when they were due and how long they took. */
export interface TimedRequests {
  readonly count: number;
  /** When each was due, ms from the beginning of the measured part. */
  readonly dueMs: Float64Array;
  /** How long each took, ms; infinite where it failed. */
  readonly tookMs: Float64Array;
  readonly measureMs: number;
}
