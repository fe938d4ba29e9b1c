import type { Attempt } from "./attempt.ts";
import type { EventQueue } from "./event-queue.ts";

/** The requests that wait in front of a fleet for its first replica, as at Knative's activator, or for a place at one, as in a broker. */
export class HeldRequests {
  readonly #events: EventQueue;
  readonly #attempts = new Set<Attempt>();
  #waitingMs = 0;
  #changedMs = 0;

  constructor(events: EventQueue) {
    this.#events = events;
  }

  add(attempt: Attempt): void {
    this.#goOn();
    this.#attempts.add(attempt);
  }

  /** Takes one out, whose client has given it up; false where it is not held. */
  remove(attempt: Attempt): boolean {
    if (this.#attempts.size === 0) return false;
    this.#goOn();
    return this.#attempts.delete(attempt);
  }

  get size(): number {
    return this.#attempts.size;
  }

  /** Lets the oldest one go; undefined where none is held. */
  takeOldest(): Attempt | undefined {
    for (const oldest of this.#attempts) {
      this.remove(oldest);
      return oldest;
    }
    return undefined;
  }

  /** Lets all of them go, the oldest first. */
  release(): readonly Attempt[] {
    if (this.#attempts.size === 0) return [];
    this.#goOn();
    const all = [...this.#attempts];
    this.#attempts.clear();
    return all;
  }

  reading(): { readonly waiting: number; readonly waitingMs: number } {
    this.#goOn();
    return { waiting: this.#attempts.size, waitingMs: this.#waitingMs };
  }

  /** Brings the integral of the number of requests up to now. */
  #goOn(): void {
    this.#waitingMs += this.#attempts.size * (this.#events.nowMs - this.#changedMs);
    this.#changedMs = this.#events.nowMs;
  }
}
