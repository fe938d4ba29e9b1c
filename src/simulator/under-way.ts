/** A neighbour in a list of things under way. */
export interface Linked<Self> {
  before: Self | null;
  after: Self | null;
}

/** Things under way in the order in which they began, which is that in which they time out. Any of them may leave. */
export class UnderWay<Thing extends Linked<Thing>> {
  oldest: Thing | null = null;
  #newest: Thing | null = null;

  add(thing: Thing): void {
    thing.before = this.#newest;
    if (this.#newest === null) this.oldest = thing;
    else this.#newest.after = thing;
    this.#newest = thing;
  }

  remove(thing: Thing): void {
    const { before, after } = thing;
    if (before === null) this.oldest = after;
    else before.after = after;
    if (after === null) this.#newest = before;
    else after.before = before;
    thing.before = null;
    thing.after = null;
  }
}
