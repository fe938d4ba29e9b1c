import type { Attempt } from "./attempt.ts";
import type { Batch } from "./service/service-model.ts";

/** The requests that one execution computes together. Groups are used again: an execution costs no object. */
export class Group implements Batch {
  readonly attempts: Attempt[] = [];
  items = 0;
  longest = 0;

  get requests(): number {
    return this.attempts.length;
  }

  add(attempt: Attempt): void {
    const { items, length } = attempt.call;
    this.attempts.push(attempt);
    this.items += items;
    this.longest = Math.max(this.longest, length);
  }

  clear(): void {
    this.attempts.length = 0;
    this.items = 0;
    this.longest = 0;
  }
}
