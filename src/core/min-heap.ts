/** Binary heap: the smallest first, by a key given with each value. Ties come out in any order. */
export class MinHeap<Value> {
  readonly #keys: number[] = [];
  readonly #values: Value[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** The smallest key; `Infinity` when empty. */
  get minKey(): number {
    return this.#keys[0] ?? Number.POSITIVE_INFINITY;
  }

  push(key: number, value: Value): void {
    let at = this.#keys.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = this.#keys[parent] as number;
      if (parentKey <= key) break;
      this.#place(at, parentKey, this.#values[parent] as Value);
      at = parent;
    }
    this.#place(at, key, value);
  }

  /** Removes the value with the smallest key. @throws RangeError when empty */
  pop(): Value {
    const top = this.#values[0];
    const lastKey = this.#keys.pop();
    const last = this.#values.pop();
    if (lastKey === undefined) throw new RangeError("the heap is empty");
    if (this.#keys.length > 0) this.#sink(lastKey, last as Value);
    return top as Value;
  }

  /** Puts a value at the top and lets it sink to where it belongs. */
  #sink(key: number, value: Value): void {
    const size = this.#keys.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#keys[child + 1] as number) < (this.#keys[child] as number)) child++;
      const childKey = this.#keys[child] as number;
      if (childKey >= key) break;
      this.#place(at, childKey, this.#values[child] as Value);
      at = child;
    }
    this.#place(at, key, value);
  }

  #place(at: number, key: number, value: Value): void {
    this.#keys[at] = key;
    this.#values[at] = value;
  }
}
