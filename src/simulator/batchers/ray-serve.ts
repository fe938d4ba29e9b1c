import { formatSpan } from "../../core/format.ts";
import type { BatcherKind } from "./batcher-kind.ts";
import { gather } from "./gather.ts";

/**
 * The rule of `@serve.batch` (ray-project/ray, python/ray/serve/batching.py, `_BatchQueue.wait_for_batch` since Ray 2.6.0; 2.5.1 had the older rule): the loop
 * takes the first request, then whatever comes, until it has `max_batch_size` or `batch_wait_timeout_s` has passed since the first.
 * Each instance is one batch under way (`max_concurrent_batches`). Older versions measured the time from the loop's last batch.
 */
export const rayServe: BatcherKind = {
  kind: "ray-serve",
  title:
    "that of Ray's @serve.batch: a free loop takes the first request, and waits for max_batch_size of them or batch_wait_timeout_s",
  countsRequests: true,
  hasPreferredSizes: false,
  dropsAbandoned: false,
  create: ({ maxBatch, maxDelayMs }) =>
    gather({
      words: `batches of up to ${maxBatch} requests, gathered for ${formatSpan(maxDelayMs)} (Ray Serve)`,
      mostRequests: maxBatch,
      maxDelayMs,
    }),
};
