import type { EventQueue, Occurrence } from "../event-queue.ts";

/** Time after which Triton's batcher looks at timeouts, again and again, while it waits for a free instance, ms. */
const LOOK_EVERY_MS = 500;

/**
 * The wait of Triton's batcher for a free instance: meanwhile it rejects requests whose time is over only every half second
 * (`WaitForPayloadSlotAvailable` with `default_wait_microseconds`, src/dynamic_batch_scheduler.cc of triton-inference-server/core).
 */
export class SlotWait implements Occurrence {
  readonly #events: EventQueue;
  readonly #look: () => void;
  #isWaiting = false;
  #stamp = 0;

  constructor(events: EventQueue, look: () => void) {
    this.#events = events;
    this.#look = look;
  }

  begin(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#plan();
  }

  end(): void {
    this.#isWaiting = false;
    this.#stamp++;
  }

  happen(stamp: number): void {
    if (stamp !== this.#stamp) return;
    this.#plan();
    this.#look();
  }

  #plan(): void {
    this.#events.schedule(this.#events.nowMs + LOOK_EVERY_MS, this, ++this.#stamp);
  }
}
