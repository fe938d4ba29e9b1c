import type { BatchingPolicy } from "../../batching/policy.ts";
import { decide } from "../../batching/rule.ts";
import type { Batcher } from "./batcher.ts";

/** The settings of a dynamic batcher that a fleet has. */
export interface BatchingSettings {
  /** Most items in one execution. */
  readonly maxBatch: number;
  /** Longest time that the oldest request waits for a larger batch while an instance is free, ms. */
  readonly maxDelayMs: number;
  /** Batch sizes that are sent as soon as they can be formed; empty = `maxBatch`. */
  readonly preferredSizes: readonly number[];
  /** Groups that are closed before an instance is free for them, for each instance. */
  readonly groupsAhead: number;
  /** Whether only groups that could grow no further are formed ahead. */
  readonly onlyCompleteAhead: boolean;
}

/**
 * Triton's dynamic batcher (`batching/rule.ts`). Some of its backends take groups before an instance is free for them: up to two for
 * each instance fit ONNX Runtime with TensorRT on Triton 21.12 and TensorRT on 22.11, none TensorFlow and PyTorch. The embedded
 * server takes one, if it can grow no further.
 */
export function triton(settings: BatchingSettings): Batcher {
  const { maxBatch, maxDelayMs, preferredSizes, groupsAhead, onlyCompleteAhead } = settings;
  const policy: BatchingPolicy = {
    dynamic: true,
    maxBatch,
    maxQueueDelayMs: maxDelayMs,
    preferredSizes,
    maxQueueSize: 0,
  };
  return {
    words: `dynamic batches of up to ${maxBatch}`,
    maxBatch,
    groupsAhead,
    onlyCompleteAhead,
    decide: (queue, nowMs) => decide(queue, nowMs, policy),
  };
}
