import type { Rng } from "../../core/rng.ts";

/** The requests that one execution of a model computes together. */
export interface Batch {
  readonly requests: number;
  /** Items of all these requests, at least 1: what a tensor server batches. */
  readonly items: number;
  /** The largest length among the requests, such as tokens or words; 0 where requests have no length. */
  readonly longest: number;
}

/** The time of one execution, in the phases that differ in what they share with other executions. */
export interface ServiceTime {
  /** Time to copy the inputs, ms: no other instance waits for it. */
  inputMs: number;
  /** Time that the device computes, ms, when nothing else runs on it. */
  computeMs: number;
  /** Time to copy the outputs, ms: no other instance waits for it. */
  outputMs: number;
}

/** How long a server computes: what was calibrated from measurements, or what the user states. */
export interface ServiceModel {
  /** The model in words, as a report prints it. */
  readonly words: string;
  /** Most items that one execution may hold; null where the model itself has no limit. */
  readonly maxBatch: number | null;
  /** Mean time of an execution on an idle device, ms: input, compute and output together. */
  meanMs(batch: Batch): number;
  /** Share of the best rate in items per second that an execution of this batch reaches alone, 0–1. */
  efficiency(batch: Batch): number;
  /** Starts drawing times of executions. Each call fills `into`, which the caller owns: no execution costs an object. */
  start(rng: Rng): (batch: Batch, into: ServiceTime) => void;
}
