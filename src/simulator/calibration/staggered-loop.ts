import { MinHeap } from "../../core/min-heap.ts";
import { createRng } from "../../core/rng.ts";
import type { DueRequest, RequestSource } from "../../scenario/request-source.ts";

/**
 * A closed loop of N users without end, whose first requests are spread over some time by chance: closed loops freeze into groups
 * that depend on how they began, so that each seed shows another one.
 */
export class StaggeredLoop implements RequestSource {
  readonly #waiting = new MinHeap<null>();
  #taken = 0;

  constructor(users: number, overMs: number, seed: number) {
    const rng = createRng(seed, "starts of users");
    for (let user = 0; user < users; user++) this.#waiting.push(rng() * overMs, null);
  }

  get dueMs(): number {
    return this.#waiting.size === 0 ? Number.POSITIVE_INFINITY : this.#waiting.minKey;
  }

  take(): DueRequest {
    const intendedMs = this.#waiting.minKey;
    this.#waiting.pop();
    return { seq: this.#taken++, phase: "measure", intendedMs, payloadIndex: 0 };
  }

  ended(_: number, freeMs: number): void {
    this.#waiting.push(freeMs, null);
  }
}
