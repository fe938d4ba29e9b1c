import type { Attempt } from "../attempt.ts";
import type { Line } from "../waiting-line.ts";
import { PolicyQueue } from "./policy-queue.ts";
import { NO_POLICY, type QueuePolicy } from "./queue-policy.ts";

/** How a queue deals with priorities, as Triton's `dynamic_batching` section has it. */
export interface PriorityPlan {
  /** Number of levels, of which 1 goes first; 0 = requests have no priority. */
  readonly levels: number;
  /** Policies of levels, and, without a level, of all the others. */
  readonly policies: readonly QueuePolicy[];
  /** Timeout that each request states for itself, ms; 0 = none. */
  readonly requestTimeoutMs: number;
}

/**
 * A queue with priorities: the requests of a higher level go first, each level by its own policy. As Triton's `PriorityQueue`
 * (triton-inference-server/core, src/scheduler_utils.cc): the time of a request is looked at when it is about to join a batch.
 */
export class PriorityLine implements Line {
  readonly #levels: PolicyQueue[];
  readonly #first: number;
  readonly #requestTimeoutMs: number;
  #expired: Attempt[] = [];

  constructor({ levels, policies, requestTimeoutMs }: PriorityPlan) {
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#first = levels === 0 ? 0 : 1;
    const others = policies.find(({ level }) => level === undefined) ?? NO_POLICY;
    this.#levels = Array.from({ length: Math.max(1, levels) }, (_, index) => {
      const own = policies.find(({ level }) => level === index + 1);
      return new PolicyQueue(own ?? others);
    });
  }

  get length(): number {
    let length = 0;
    for (const level of this.#levels) length += level.length;
    return length;
  }

  isFullFor(attempt: Attempt): boolean {
    return this.#levelOf(attempt).isFull;
  }

  push(attempt: Attempt): void {
    this.#levelOf(attempt).push(attempt, this.#requestTimeoutMs);
  }

  settle(index: number, nowMs: number): boolean {
    let place = index;
    for (const level of this.#levels) {
      if (place < level.length && level.settle(place, nowMs, this.#expired)) return true;
      place -= level.length;
    }
    return false;
  }

  rejectExpired(nowMs: number): void {
    for (const level of this.#levels) level.rejectExpired(nowMs, this.#expired);
  }

  takeExpired(): readonly Attempt[] {
    if (this.#expired.length === 0) return this.#expired;
    const expired = this.#expired;
    this.#expired = [];
    return expired;
  }

  at(index: number): Attempt {
    let place = index;
    for (const level of this.#levels) {
      if (place < level.length) return level.at(place);
      place -= level.length;
    }
    throw new RangeError(`nobody waits at place ${index}`);
  }

  itemsAt(index: number): number {
    return this.at(index).call.items;
  }

  shapeKeyAt(): string {
    return "";
  }

  enqueuedMsAt(index: number): number {
    return this.at(index).enqueuedMs;
  }

  expiresMsAt(index: number): number {
    return this.at(index).expiresMs;
  }

  shift(): Attempt {
    for (const level of this.#levels) if (level.length > 0) return level.shift();
    throw new RangeError("nobody waits");
  }

  remove(attempt: Attempt): boolean {
    return this.#levelOf(attempt).remove(attempt);
  }

  #levelOf({ call }: Attempt): PolicyQueue {
    return this.#levels[call.priority - this.#first] as PolicyQueue;
  }
}
