import type { Claim } from "./claim.ts";

const SHARED = { model: "digits", precision: "fp32", concurrency: "16" };

export const shortDelay: Claim = {
  id: "short-delay",
  claim: "a short batching delay pays: it fills batches",
  a: { title: "no delay", options: { ...SHARED, maxDelay: "0ms" } },
  b: { title: "2 ms", options: { ...SHARED, maxDelay: "2ms" } },
  compares: [{ figure: "inferencesPerSec", from: 1.02 }],
};
