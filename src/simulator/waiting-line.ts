import type { QueueView } from "../batching/rule.ts";
import type { Attempt } from "./attempt.ts";

/** The requests that wait for a server, in the order in which they are taken. */
export interface Line extends QueueView {
  push(attempt: Attempt): void;
  /** Takes the first one. @throws RangeError when nobody waits */
  shift(): Attempt;
  /** Takes one out of the line, wherever it stands; false where it does not wait. */
  remove(attempt: Attempt): boolean;
  /** Whether a request would be one too many, for a line that has limits of its own. */
  isFullFor?(attempt: Attempt): boolean;
  /** Refuses what has waited too long, wherever it stands. */
  rejectExpired?(nowMs: number): void;
  /** Hands over what was refused since this was last asked, because it had waited too long. */
  takeExpired?(): readonly Attempt[];
}

const SHORTEST = 64;

/** The requests that wait for a server, first come, first served: a ring that grows as they do. */
export class WaitingLine implements Line {
  #ring: (Attempt | null)[] = new Array(SHORTEST).fill(null);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): Attempt {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] as Attempt;
  }

  itemsAt(index: number): number {
    return this.at(index).call.items;
  }

  /** The shapes of simulated requests never keep them apart: servers pad what differs in length. */
  shapeKeyAt(): string {
    return "";
  }

  enqueuedMsAt(index: number): number {
    return this.at(index).enqueuedMs;
  }

  push(attempt: Attempt): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = attempt;
    this.#length++;
  }

  /** Takes the oldest one. @throws RangeError when nobody waits */
  shift(): Attempt {
    const first = this.#ring[this.#head];
    if (this.#length === 0 || !first) throw new RangeError("nobody waits");
    this.#ring[this.#head] = null;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return first;
  }

  /** Takes one out of the line, wherever it stands; false where it does not wait. */
  remove(attempt: Attempt): boolean {
    for (let index = 0; index < this.#length; index++) {
      if (this.at(index) !== attempt) continue;
      this.#closeGap(index);
      return true;
    }
    return false;
  }

  /** Moves up the requests before a gap: a client gives up what has waited longest, which stands at the head. */
  #closeGap(gap: number): void {
    const mask = this.#ring.length - 1;
    for (let index = gap; index > 0; index--) this.#ring[(this.#head + index) & mask] = this.at(index - 1);
    this.shift();
  }

  #grow(): void {
    const longer: (Attempt | null)[] = new Array(2 * this.#ring.length).fill(null);
    for (let index = 0; index < this.#length; index++) longer[index] = this.at(index);
    this.#ring = longer;
    this.#head = 0;
  }
}
