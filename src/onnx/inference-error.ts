import type { FailureReason } from "./statistics.ts";

/** The error of a request that fits the model but was not computed. */
export class InferenceError extends Error {
  readonly reason: Exclude<FailureReason, "malformed">;

  constructor(reason: InferenceError["reason"], message: string) {
    super(message);
    this.name = "InferenceError";
    this.reason = reason;
  }
}
