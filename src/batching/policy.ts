/** The policy by which a server forms batches: the settings of Triton's dynamic batcher under our names. */
export interface BatchingPolicy {
  /** Whether requests are batched. False: every request runs alone, as a model without a batch axis requires. */
  readonly dynamic: boolean;
  /** Most items in one execution. */
  readonly maxBatch: number;
  /** Longest time the oldest request waits for a larger batch while an instance is free; 0 = never wait. */
  readonly maxQueueDelayMs: number;
  /** Batch sizes to send as soon as they can be formed; empty = `maxBatch` is the preferred one. */
  readonly preferredSizes: readonly number[];
  /** Most requests (not items) that may wait; one more is refused at once. 0 = no limit. */
  readonly maxQueueSize: number;
}

/** Whether a queue of this many requests is full. */
export function isQueueFull(queuedRequests: number, policy: BatchingPolicy): boolean {
  return policy.maxQueueSize > 0 && queuedRequests >= policy.maxQueueSize;
}
