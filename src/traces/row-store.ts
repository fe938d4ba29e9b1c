/** Most rows that are held in memory, 24 bytes each. */
export const MOST_ROWS_IN_MEMORY = 4_000_000;

/** Rows of a trace, in arrays that grow. */
export class RowStore {
  rows = 0;
  timesMs = new Float64Array(1024);
  inputs = new Float64Array(1024);
  outputs = new Float64Array(1024);

  /** Adds a row; returns false when there is no room for it. */
  add(atMs: number, inputLength: number, outputLength: number): boolean {
    if (this.rows === MOST_ROWS_IN_MEMORY) return false;
    if (this.rows === this.timesMs.length) {
      this.timesMs = grown(this.timesMs);
      this.inputs = grown(this.inputs);
      this.outputs = grown(this.outputs);
    }
    this.timesMs[this.rows] = atMs;
    this.inputs[this.rows] = inputLength;
    this.outputs[this.rows] = outputLength;
    this.rows++;
    return true;
  }
}

function grown(old: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.min(old.length * 2, MOST_ROWS_IN_MEMORY));
  larger.set(old);
  return larger;
}
