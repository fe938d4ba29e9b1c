import type { BatcherKind } from "./batcher-kind.ts";
import { none } from "./none.ts";
import { rayServe } from "./ray-serve.ts";
import { torchserve } from "./torchserve.ts";
import { triton } from "./triton.ts";

/** Every way of a server to form groups. A new one needs its file and its line here. */
export const BATCHERS = {
  triton: {
    kind: "triton",
    title: "Triton's dynamic batcher: it waits for max-delay from the arrival of the oldest request",
    countsRequests: false,
    hasPreferredSizes: true,
    dropsAbandoned: true,
    create: (settings) => triton({ ...settings, groupsAhead: 0, onlyCompleteAhead: false }),
  },
  torchserve,
  "ray-serve": rayServe,
  none: {
    kind: "none",
    title: "every request alone",
    countsRequests: true,
    hasPreferredSizes: false,
    dropsAbandoned: true,
    create: none,
  },
} as const satisfies Record<string, BatcherKind>;
