import type { Claim } from "./claim.ts";

const SHARED = { model: "digits", batch: 8, concurrency: "4" };

export const int8Speed: Claim = {
  id: "int8-speed",
  claim: "int8 is two to four times as fast as fp32",
  a: { title: "fp32", options: { ...SHARED, precision: "fp32" } },
  b: { title: "int8", options: { ...SHARED, precision: "int8" } },
  compares: [{ figure: "inferencesPerSec", from: 2, to: 4 }],
};
