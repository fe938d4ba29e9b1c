/**
 * Lets connections that have more to do than others go on one after another, one in each turn of the event loop. So
 * what is asked on any other connection is answered in between, however many of the former there are.
 */
export class Turns {
  /** The callers in their order, those before `#head` have had their turn: `shift` would move all others. */
  #waiting: (() => void)[] = [];
  #head = 0;

  /** Calls back when it is the caller's turn. */
  await(goOn: () => void): void {
    this.#waiting.push(goOn);
    if (this.#waiting.length - this.#head === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    const goOn = this.#waiting[this.#head];
    this.#head++;
    if (this.#head > 1024 || this.#head === this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    if (this.#waiting.length > this.#head) setImmediate(() => this.#next());
    goOn?.();
  }
}
