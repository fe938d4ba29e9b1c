import type { Claim } from "./claim.ts";

const SHARED = { model: "digits", precision: "fp32", batch: 4, concurrency: "4" };

export const repeatsCached: Claim = {
  id: "repeats-cached",
  claim: "repeated requests are answered from a cache, which removes work",
  a: { title: "every request as likely", options: { ...SHARED, repetition: "uniform" } },
  b: { title: "a few make up most of them", options: { ...SHARED, repetition: "zipf:1.5" } },
  compares: [{ figure: "inferencesPerSec", from: 1.1 }],
};
