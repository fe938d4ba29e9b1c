import type { Claim } from "./claim.ts";

const SHARED = { model: "textenc", precision: "fp32", concurrency: "8" };

export const lengthVariance: Claim = {
  id: "length-variance",
  claim: "sequences of different lengths cost utilisation, at the same mean length",
  a: { title: "all of 64", options: { ...SHARED, lengths: "fixed:64" } },
  b: {
    title: "8 or 120, half of each",
    options: { ...SHARED, lengths: "bimodal:short=8,long=120,share=0.5" },
  },
  compares: [{ figure: "inferencesPerSec", from: 0, to: 1 }],
};
