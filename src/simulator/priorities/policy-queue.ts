import type { Attempt } from "../attempt.ts";
import { WaitingLine } from "../waiting-line.ts";
import type { QueuePolicy } from "./queue-policy.ts";

/**
 * The requests of one priority: those whose time is not over, first come, first served, and behind them those that were put back.
 * As Triton's `PriorityQueue::PolicyQueue` (triton-inference-server/core, src/scheduler_utils.cc). Where Triton compares "later
 * than", this says "from": its thread always wakes a little after a moment, and virtual time does not.
 */
export class PolicyQueue {
  readonly #policy: QueuePolicy;
  readonly #fresh = new WaitingLine();
  readonly #delayed = new WaitingLine();

  constructor(policy: QueuePolicy) {
    this.#policy = policy;
  }

  get length(): number {
    return this.#fresh.length + this.#delayed.length;
  }

  get isFull(): boolean {
    return this.#policy.max !== 0 && this.length >= this.#policy.max;
  }

  /** @param requestTimeoutMs timeout that the request itself states; 0 = none. It counts only if it is shorter than that of the policy. */
  push(attempt: Attempt, requestTimeoutMs: number): void {
    const { timeoutMs, override } = this.#policy;
    const isShorter = override === "yes" && requestTimeoutMs !== 0 && requestTimeoutMs < timeoutMs;
    const waitMs = isShorter ? requestTimeoutMs : timeoutMs;
    attempt.expiresMs = waitMs === 0 ? Number.POSITIVE_INFINITY : attempt.enqueuedMs + waitMs;
    this.#fresh.push(attempt);
  }

  at(index: number): Attempt {
    const { length } = this.#fresh;
    return index < length ? this.#fresh.at(index) : this.#delayed.at(index - length);
  }

  /**
   * Puts back or rejects what stands at a place with its time over, until something stands there that may go into a batch; false
   * where nothing is left (`ApplyPolicy`). Places before it, and requests further behind, are left as they are.
   */
  settle(index: number, nowMs: number, rejected: Attempt[]): boolean {
    while (index < this.#fresh.length && this.#fresh.at(index).expiresMs <= nowMs)
      this.#expire(this.#fresh.at(index), rejected);
    return index < this.length;
  }

  /** Rejects all whose time is over, wherever they stand (`RejectTimeoutRequests`); a level that puts them back does nothing. */
  rejectExpired(nowMs: number, rejected: Attempt[]): void {
    if (this.#policy.action !== "reject") return;
    for (let index = 0; index < this.#fresh.length; ) {
      const attempt = this.#fresh.at(index);
      if (attempt.expiresMs <= nowMs) this.#expire(attempt, rejected);
      else index++;
    }
  }

  shift(): Attempt {
    return this.#fresh.length > 0 ? this.#fresh.shift() : this.#delayed.shift();
  }

  remove(attempt: Attempt): boolean {
    return this.#fresh.remove(attempt) || this.#delayed.remove(attempt);
  }

  #expire(attempt: Attempt, rejected: Attempt[]): void {
    this.#fresh.remove(attempt);
    if (this.#policy.action === "reject") rejected.push(attempt);
    else {
      attempt.expiresMs = Number.POSITIVE_INFINITY;
      this.#delayed.push(attempt);
    }
  }
}
