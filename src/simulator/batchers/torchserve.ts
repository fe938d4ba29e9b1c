import { formatSpan } from "../../core/format.ts";
import type { BatcherKind } from "./batcher-kind.ts";
import { gather } from "./gather.ts";

/**
 * TorchServe's rule (pytorch/serve, frontend/server/src/main/java/org/pytorch/serve/wlm/Model.java, `pollBatch`): a worker takes the
 * first job, then polls for others until it has `batchSize` jobs or `maxBatchDelay` has passed since the first. Its loop looks at the
 * delay only after it put a job into the batch, so without a delay it takes two where two wait. A job is computed even if its client
 * has gone away.
 */
export const torchserve: BatcherKind = {
  kind: "torchserve",
  title:
    "TorchServe's: a free worker takes the first request, and waits for batchSize of them or maxBatchDelay",
  countsRequests: true,
  hasPreferredSizes: false,
  dropsAbandoned: false,
  create: ({ maxBatch, maxDelayMs }) =>
    gather({
      words: `batches of up to ${maxBatch} requests, gathered for ${formatSpan(maxDelayMs)} (TorchServe)`,
      mostRequests: maxDelayMs === 0 ? Math.min(2, maxBatch) : maxBatch,
      maxDelayMs,
    }),
};
