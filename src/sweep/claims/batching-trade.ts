import type { Claim } from "./claim.ts";

const SHARED = { model: "digits", precision: "fp32", concurrency: "1" };

export const batchingTrade: Claim = {
  id: "batching-trade",
  claim: "batching buys throughput for latency",
  a: { title: "1 item a request", options: { ...SHARED, batch: 1 } },
  b: { title: "32 items a request", options: { ...SHARED, batch: 32 } },
  compares: [
    { figure: "inferencesPerSec", from: 1 },
    { figure: "p50Ms", from: 1 },
  ],
};
