/** Something that happens at a moment of the virtual clock. */
export interface Occurrence {
  /** @param stamp the number that it was scheduled with: an occurrence that was put off since then does nothing */
  happen(stamp: number): void;
}

interface Entry {
  atMs: number;
  order: number;
  what: Occurrence;
  stamp: number;
}

/**
 * The virtual clock of a simulation, and what is going to happen: a binary heap. Occurrences of the same moment happen in the
 * order in which they were scheduled, so that equal inputs give equal outputs to the byte.
 */
export class EventQueue {
  /** The virtual time, ms from the start of the schedule. */
  nowMs = 0;
  /** Number of occurrences until now. */
  happened = 0;
  readonly #heap: Entry[] = [];
  /** Entries that can be used again: an occurrence costs no object. */
  readonly #spare: Entry[] = [];
  #order = 0;

  /** Moment of the next occurrence, ms; `Infinity` where none is scheduled. */
  get nextMs(): number {
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** @throws RangeError for a moment that is over, or that is no number: a model that draws such a time is wrong */
  schedule(atMs: number, what: Occurrence, stamp = 0): void {
    if (!(atMs >= this.nowMs))
      throw new RangeError(`an occurrence at ${atMs} ms cannot follow ${this.nowMs} ms`);
    const entry = this.#spare.pop() ?? { atMs, order: 0, what, stamp };
    entry.atMs = atMs;
    entry.order = this.#order++;
    entry.what = what;
    entry.stamp = stamp;
    this.#rise(entry, this.#heap.length);
  }

  /** Moves the clock to the next occurrence and lets it happen. @throws RangeError where none is scheduled */
  step(): void {
    const next = this.#heap[0];
    const last = this.#heap.pop();
    if (next === undefined || last === undefined) throw new RangeError("nothing is scheduled");
    if (next !== last) this.#sink(last);
    this.nowMs = next.atMs;
    this.happened++;
    const { what, stamp } = next;
    this.#spare.push(next);
    what.happen(stamp);
  }

  #rise(entry: Entry, from: number): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Entry;
      if (isBefore(above, entry)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    const size = heap.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (isBefore(entry, below)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
