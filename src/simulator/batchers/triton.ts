import type { BatchingPolicy } from "../../batching/policy.ts";
import { decide } from "../../batching/rule.ts";
import { PriorityLine, type PriorityPlan } from "../priorities/priority-line.ts";
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
  /** Whether an instance joins further closed groups to the one it takes, as far as they fit. */
  readonly mergesAhead?: boolean;
  /** Whether only groups that could grow no further are formed ahead. */
  readonly onlyCompleteAhead: boolean;
  /** How its queue deals with priorities and timeouts; left out or null = it does not. */
  readonly priorities?: PriorityPlan | null;
}

/**
 * Triton's dynamic batcher (`batching/rule.ts`). Its rate limiter takes up to two closed groups for each instance before one is free
 * (triton-inference-server/core src/rate_limiter.cc, `PayloadSlotAvailable`), and with a queue delay above 0 an instance joins closed groups
 * as far as they fit (src/instance_queue.cc, `Dequeue`); what a stack really does is in `models/stacks/`. The embedded server takes one group
 * ahead, if it can grow no further. A queue with priorities, timeouts or limits of its own has no groups ahead
 * (`support_prefetching_` of src/scheduler_utils.cc).
 */
export function triton(settings: BatchingSettings): Batcher {
  const {
    maxBatch,
    maxDelayMs,
    preferredSizes,
    mergesAhead = false,
    onlyCompleteAhead,
    priorities = null,
  } = settings;
  const groupsAhead = priorities === null ? settings.groupsAhead : 0;
  const policy: BatchingPolicy = {
    dynamic: true,
    maxBatch,
    maxQueueDelayMs: maxDelayMs,
    preferredSizes,
    maxQueueSize: 0,
  };
  return {
    words: `dynamic batches of up to ${maxBatch}`,
    ...(priorities === null ? {} : { line: () => new PriorityLine(priorities) }),
    maxBatch,
    groupsAhead,
    mergesAhead,
    onlyCompleteAhead,
    decide: (queue, nowMs) => decide(queue, nowMs, policy),
  };
}
