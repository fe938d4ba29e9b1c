import type { Decision } from "../../batching/rule.ts";
import type { Batcher } from "./batcher.ts";

/** The rule of a worker that gathers requests, as TorchServe and Ray Serve have it. */
export interface GatherRule {
  readonly words: string;
  readonly mostRequests: number;
  /** Time that the worker waits for more after it took the first request, ms. */
  readonly maxDelayMs: number;
}

/**
 * A worker that is free takes the oldest request, and then waits for others until it has enough, or its delay is over. So the delay
 * begins when the worker has the first request: at its arrival, or, if it waited, when the worker became free.
 */
export function gather({ words, mostRequests, maxDelayMs }: GatherRule): Batcher {
  return {
    words,
    maxBatch: mostRequests,
    groupsAhead: 0,
    onlyCompleteAhead: false,
    decide(queue, nowMs, freeSinceMs): Decision {
      const requests = Math.min(queue.length, mostRequests);
      if (requests === mostRequests) return { kind: "dispatch", requests, complete: true };
      const untilMs = Math.max(queue.enqueuedMsAt(0), freeSinceMs) + maxDelayMs;
      return nowMs >= untilMs ? { kind: "dispatch", requests, complete: false } : { kind: "wait", untilMs };
    },
  };
}
