import type { Rng } from "../core/rng.ts";
import type { EventQueue, Occurrence } from "./event-queue.ts";

/** The way between a client and a server, one way; the same model holds for both directions. */
export interface NetworkModel {
  /** The model in words, as a report prints it. */
  readonly words: string;
  /** Starts drawing delays, ms. */
  start(rng: Rng): DrawDelay;
}

/**
 * Draws the delay of something on its way, ms.
 *
 * @param bytes of the request, also where it is its answer that is on its way
 * @param answersOf number of answers that left the server together with this one; 0 for a request
 * @param answerIndex place of this answer among them, from 0
 * @param outstanding requests that were sent to its replica and have no answer yet, this one included; 0 where nobody counts them
 */
export type DrawDelay = (
  bytes: number,
  answersOf: number,
  answerIndex: number,
  outstanding: number,
) => number;

/** Something that is carried over the network, and is told when it arrives. */
export interface Carried {
  arrived(): void;
}

/** Carries requests and answers with a delay; without a model, at once. */
export class Network {
  readonly #events: EventQueue;
  readonly #draw: DrawDelay | null;
  readonly #hops: Hop[] = [];

  constructor(events: EventQueue, model: NetworkModel | null, rng: Rng) {
    this.#events = events;
    this.#draw = model?.start(rng) ?? null;
  }

  carry(what: Carried, bytes: number, answersOf = 0, answerIndex = 0, outstanding = 0): void {
    if (this.#draw === null) {
      what.arrived();
      return;
    }
    const hop = this.#hops.pop() ?? new Hop((used) => this.#hops.push(used));
    hop.what = what;
    this.#events.schedule(
      this.#events.nowMs + Math.max(0, this.#draw(bytes, answersOf, answerIndex, outstanding)),
      hop,
    );
  }
}

/** Something on its way. It is used again when it has arrived. */
class Hop implements Occurrence {
  what: Carried | null = null;
  readonly #release: (hop: Hop) => void;

  constructor(release: (hop: Hop) => void) {
    this.#release = release;
  }

  happen(): void {
    const { what } = this;
    this.what = null;
    this.#release(this);
    what?.arrived();
  }
}
