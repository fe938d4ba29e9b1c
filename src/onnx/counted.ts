import type { ModelStatistics } from "../wire/oip/statistics.ts";

// The statistics of a model in memory that threads share, because the thread that counts is not the one that reads. A
// read during a write may see only part of the counts of the latest request.

const DURATIONS = ["success", "fail", "queue", "computeInput", "computeInfer", "computeOutput"] as const;
const CELLS = 2 + 2 * DURATIONS.length;

/** Allocates shared memory for the statistics of a model, with every count at 0. */
export function newCounted(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS * Float64Array.BYTES_PER_ELEMENT);
}

export function writeCounted(counted: SharedArrayBuffer, statistics: ModelStatistics): void {
  const cells = new Float64Array(counted);
  cells[0] = statistics.inferenceCount;
  cells[1] = statistics.executionCount;
  for (const [i, key] of DURATIONS.entries()) {
    cells[2 + 2 * i] = statistics[key].count;
    cells[3 + 2 * i] = statistics[key].ns;
  }
}

export function readCounted(counted: SharedArrayBuffer): ModelStatistics {
  const cells = new Float64Array(counted);
  const cell = (i: number) => cells[i] as number;
  const total = (key: (typeof DURATIONS)[number]) => {
    const at = 2 + 2 * DURATIONS.indexOf(key);
    return { count: cell(at), ns: cell(at + 1) };
  };
  return {
    inferenceCount: cell(0),
    executionCount: cell(1),
    success: total("success"),
    fail: total("fail"),
    queue: total("queue"),
    computeInput: total("computeInput"),
    computeInfer: total("computeInfer"),
    computeOutput: total("computeOutput"),
  };
}
