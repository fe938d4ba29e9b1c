import type { Claim } from "./claim.ts";

const SHARED = { model: "digits", precision: "fp32", arrivals: "poisson", maxBatch: 1 };

export const queueTail: Claim = {
  id: "queue-tail",
  claim: "a few queued requests spoil the tail: it grows by more than the median",
  a: { title: "30 % of capacity", options: SHARED, capacityShare: 0.3 },
  b: { title: "80 % of capacity", options: SHARED, capacityShare: 0.8 },
  compares: [{ figure: "tailMs", from: 2 }],
};
