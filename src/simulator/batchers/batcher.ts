import type { Decision, QueueView } from "../../batching/rule.ts";
import type { Line } from "../waiting-line.ts";

/**
 * How a server forms groups of the requests that wait. A new one needs its file in this folder, and its line in `index.ts`.
 */
export interface Batcher {
  /** The rule in words, as a report prints it. */
  readonly words: string;
  /** Makes the line in which requests wait; left out = first come, first served. */
  readonly line?: () => Line;
  /** Most items that a group may hold. */
  readonly maxBatch: number;
  /**
   * Most groups that are formed before an instance is free for them, for each instance: later arrivals cannot join them.
   */
  readonly groupsAhead: number;
  /** Whether an instance joins further whole groups to the one it takes, as far as they fit (Triton with a queue delay). */
  readonly mergesAhead?: boolean;
  /** Whether only groups that could grow no further are formed ahead. */
  readonly onlyCompleteAhead: boolean;
  /**
   * Decides what to do with the requests that wait, for an instance that could take a group.
   *
   * @param freeSinceMs moment from which the instance has been free; now, where a group is formed ahead
   */
  decide(queue: QueueView, nowMs: number, freeSinceMs: number): Decision;
}
