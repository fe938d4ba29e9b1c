import type { ModelStatistics as StatisticsTotals } from "../wire/oip/statistics.ts";

/** The reasons for which a request fails: the label `reason` of `plimsoll_request_failure_total`. */
export const FAILURE_REASONS = ["malformed", "queue_full", "unavailable", "execution", "cancelled"] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Durations of one execution in ms: gathering the inputs, the session's run, splitting the outputs. */
export interface ExecutionTimes {
  readonly inputMs: number;
  readonly inferMs: number;
  readonly outputMs: number;
}

/** The number of durations and their sum, ms. */
class Total {
  count = 0;
  ms = 0;

  add(durationMs: number): void {
    this.count++;
    this.ms += durationMs;
  }

  toJSON(): { count: number; ns: number } {
    return { count: this.count, ns: Math.round(this.ms * 1e6) };
  }
}

/** The counts of a histogram by bucket; the last one counts the values above every bound. */
class Buckets {
  readonly upperBounds: readonly number[];
  readonly counts: number[];
  sum = 0;

  constructor(upperBounds: readonly number[]) {
    this.upperBounds = upperBounds;
    this.counts = new Array<number>(upperBounds.length + 1).fill(0);
  }

  add(value: number): void {
    this.sum += value;
    let bucket = 0;
    while (bucket < this.upperBounds.length && value > (this.upperBounds[bucket] ?? 0)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }
}

class ExecutionTotals {
  readonly compute_input = new Total();
  readonly compute_infer = new Total();
  readonly compute_output = new Total();

  add({ inputMs, inferMs, outputMs }: ExecutionTimes): void {
    this.compute_input.add(inputMs);
    this.compute_infer.add(inferMs);
    this.compute_output.add(outputMs);
  }
}

/** Upper bounds of the buckets for durations, in seconds: 0.1 ms to 10 s, three in each decade. */
const DURATION_BOUNDS_SECONDS = [
  1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
];
const BATCH_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** The counts and durations of one model since it was loaded. */
export class ModelStatistics {
  /** The time of the last execution, in ms since 1970; 0 before the first. */
  lastInferenceEpochMs = 0;
  inferenceCount = 0;
  executionCount = 0;
  readonly success = new Total();
  readonly fail = new Total();
  readonly failures: Record<FailureReason, number> = {
    malformed: 0,
    queue_full: 0,
    unavailable: 0,
    execution: 0,
    cancelled: 0,
  };
  readonly queueSeconds = new Buckets(DURATION_BOUNDS_SECONDS);
  readonly computeSeconds = new Buckets(DURATION_BOUNDS_SECONDS);
  readonly batchSizes = new Buckets(BATCH_BOUNDS);
  readonly #queue = new Total();
  readonly #perRequest = new ExecutionTotals();
  readonly #perBatchSize = new Map<number, ExecutionTotals>();

  /** Counts a request that was answered `totalMs` after it arrived, after `queueMs` in the queue. */
  recordSuccess(totalMs: number, queueMs: number, times: ExecutionTimes): void {
    this.success.add(totalMs);
    this.#queue.add(queueMs);
    this.queueSeconds.add(queueMs / 1000);
    this.#perRequest.add(times);
  }

  recordFailure(reason: FailureReason, totalMs: number): void {
    this.fail.add(totalMs);
    this.failures[reason]++;
  }

  recordExecution(items: number, times: ExecutionTimes, epochMs: number): void {
    this.lastInferenceEpochMs = Math.round(epochMs);
    this.executionCount++;
    this.inferenceCount += items;
    this.batchSizes.add(items);
    this.computeSeconds.add(times.inferMs / 1000);
    let totals = this.#perBatchSize.get(items);
    if (totals === undefined) {
      totals = new ExecutionTotals();
      this.#perBatchSize.set(items, totals);
    }
    totals.add(times);
  }

  /** The totals that a client reads from the statistics document. */
  totals(): StatisticsTotals {
    const { compute_input, compute_infer, compute_output } = this.#perRequest;
    return {
      inferenceCount: this.inferenceCount,
      executionCount: this.executionCount,
      success: this.success.toJSON(),
      fail: this.fail.toJSON(),
      queue: this.#queue.toJSON(),
      computeInput: compute_input.toJSON(),
      computeInfer: compute_infer.toJSON(),
      computeOutput: compute_output.toJSON(),
    };
  }

  /**
   * Triton's statistics document (docs/protocol/extension_statistics.md): durations in `inference_stats` are summed
   * over requests, those in `batch_stats` over executions; `inference_count` counts items.
   */
  toDocument(name: string, version: string): object {
    return {
      name,
      version,
      last_inference: this.lastInferenceEpochMs,
      inference_count: this.inferenceCount,
      execution_count: this.executionCount,
      inference_stats: {
        success: this.success,
        fail: this.fail,
        queue: this.#queue,
        ...this.#perRequest,
        cache_hit: new Total(),
        cache_miss: new Total(),
      },
      batch_stats: [...this.#perBatchSize]
        .sort(([a], [b]) => a - b)
        .map(([batchSize, totals]) => ({ batch_size: batchSize, ...totals })),
    };
  }
}
