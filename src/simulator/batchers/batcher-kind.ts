import type { PriorityPlan } from "../priorities/priority-line.ts";
import type { Batcher } from "./batcher.ts";

/** The settings that every rule of a server has, under its own names. */
export interface BatchSettings {
  /** Most items of a group: Triton's `max_batch_size`. For a rule that counts requests, most requests of a group. */
  readonly maxBatch: number;
  /** Longest time that a group waits to grow while an instance is free, ms; the rules differ in when it begins. */
  readonly maxDelayMs: number;
  /** Batch sizes that are sent as soon as they can be formed; only Triton's rule has them. */
  readonly preferredSizes: readonly number[];
  /** How its queue deals with priorities and timeouts; null = it does not. Only Triton's rule has them. */
  readonly priorities: PriorityPlan | null;
}

/** A server's way to form groups. To add one, write a file in this folder, and its line in `index.ts`. */
export interface BatcherKind {
  readonly kind: string;
  readonly title: string;
  /** Whether `maxBatch` counts requests, whatever items they hold. */
  readonly countsRequests: boolean;
  readonly hasPreferredSizes: boolean;
  /** Whether a request whose client has gone away leaves the queue; else it is computed for nobody. */
  readonly dropsAbandoned: boolean;
  create(settings: BatchSettings): Batcher;
}
