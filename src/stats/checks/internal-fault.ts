import type { Check, VerdictInput } from "./check.ts";

/** The check of a run that a fault of this program broke off. Other runs leave it out: it would always hold. */
export function internalFault({ fault = null }: VerdictInput): Check | null {
  if (fault === null) return null;
  return {
    code: "internal-fault",
    title: "the generator worked to the end",
    observed: fault,
    limit: "no fault",
    holds: false,
    message: `a fault of Plimsoll broke the run off: ${fault}; what is told here was measured before it`,
    cure: "report it with `result.json`, and repeat the run",
  };
}
