import type { Decision } from "../../batching/rule.ts";
import type { Batcher } from "./batcher.ts";

const ONE: Decision = { kind: "dispatch", requests: 1, complete: true };

/** Every request is computed alone, as a model without a batch axis requires. */
export function none(): Batcher {
  return {
    words: "each request alone",
    maxBatch: 1,
    groupsAhead: 0,
    onlyCompleteAhead: false,
    decide: () => ONE,
  };
}
