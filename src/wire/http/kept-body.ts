/** The first bytes of every body, which are kept whatever the budget says: small answers and excerpts of large ones. */
const ALWAYS_KEPT_BYTES = 65_536;

/**
 * The bytes of answers that may be kept at once, over all answers under way: so that the memory of a run is bounded
 * whatever servers send, while a single answer may be as large as all of it.
 */
export class BodyBudget {
  readonly bytes: number;
  #used = 0;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Takes bytes of the budget. @returns false, and takes none, when fewer are left */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.bytes) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** A body, and whether it is all of what the server sent. */
export interface Body {
  readonly body: Uint8Array;
  /** The budget that the body did not fit into, of which only the beginning is left; undefined for a whole body. */
  readonly cutAtBytes: number | undefined;
}

const EMPTY = new Uint8Array(0);

/** The body of one answer after another, put together from the parts in which it comes. */
export class KeptBody {
  readonly #budget: BodyBudget;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #taken = 0;
  #isCut = false;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  /** Adds a copy of a part. Of a body that does not fit into the budget, only the beginning is kept. */
  add(part: Uint8Array): void {
    if (this.#isCut) return;
    const more = Math.max(0, this.#bytes + part.length - ALWAYS_KEPT_BYTES) - this.#taken;
    if (more > 0 && !this.#budget.take(more)) {
      this.#cut(part);
      return;
    }
    this.#taken += Math.max(0, more);
    // A copy, because the part's memory is reused. (slice() of a Buffer does not copy.)
    this.#parts.push(new Uint8Array(part));
    this.#bytes += part.length;
  }

  /** Ends the body, and gives its bytes back to the budget. */
  take(): Body {
    const [only = EMPTY] = this.#parts;
    const body = this.#parts.length < 2 ? only : joined(this.#parts, this.#bytes);
    const cutAtBytes = this.#isCut ? this.#budget.bytes : undefined;
    this.drop();
    return { body, cutAtBytes };
  }

  /** Forgets the body, for an answer that will not be complete. */
  drop(): void {
    this.#budget.give(this.#taken);
    this.#parts = [];
    this.#bytes = 0;
    this.#taken = 0;
    this.#isCut = false;
  }

  #cut(part: Uint8Array): void {
    const start = new Uint8Array(ALWAYS_KEPT_BYTES);
    let at = 0;
    for (const kept of [...this.#parts, part]) {
      start.set(kept.subarray(0, ALWAYS_KEPT_BYTES - at), at);
      at += Math.min(kept.length, ALWAYS_KEPT_BYTES - at);
    }
    this.drop();
    this.#isCut = true;
    this.#parts = [start];
  }
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
