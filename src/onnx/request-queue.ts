import type { QueueView } from "../batching/rule.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";

/** One who waits for a result, and may go away before it is there. */
export interface Caller {
  /** Sets who is told when the caller is gone, at once where it is gone already. */
  whenGone(listener: () => void): void;
}

/** A request that waits for an execution, with the functions that settle the promise of its client. */
export interface QueuedRequest {
  readonly inputs: readonly Tensor[];
  readonly items: number;
  readonly shapeKey: string;
  readonly enqueuedMs: number;
  resolve(outputs: readonly Tensor[]): void;
  reject(error: Error): void;
}

/** A first-in, first-out queue of requests: an array with a moving head, because `shift` would move every request. */
export class RequestQueue implements QueueView {
  #requests: QueuedRequest[] = [];
  #head = 0;

  get length(): number {
    return this.#requests.length - this.#head;
  }

  itemsAt(index: number): number {
    return this.#at(index).items;
  }

  shapeKeyAt(index: number): string {
    return this.#at(index).shapeKey;
  }

  enqueuedMsAt(index: number): number {
    return this.#at(index).enqueuedMs;
  }

  push(request: QueuedRequest): void {
    this.#requests.push(request);
  }

  /** Removes a request; false where it does not wait any more. */
  remove(request: QueuedRequest): boolean {
    const index = this.#requests.indexOf(request, this.#head);
    if (index >= 0) this.#requests.splice(index, 1);
    return index >= 0;
  }

  /** Removes and returns the oldest `count` requests. */
  take(count: number): QueuedRequest[] {
    const taken = this.#requests.slice(this.#head, this.#head + count);
    this.#head += taken.length;
    if (this.#head > 1024 || this.#head === this.#requests.length) {
      this.#requests = this.#requests.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  #at(index: number): QueuedRequest {
    const request = this.#requests[this.#head + index];
    if (request === undefined) throw new RangeError(`request ${index} of ${this.length}`);
    return request;
  }
}
