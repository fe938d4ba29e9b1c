import fc from "fast-check";
import { expect, it } from "vitest";
import { MinHeap } from "../../src/core/min-heap.ts";

it("gives back what was put in, smallest first, with pops in between", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.option(
          fc.double({ noNaN: true }).map((x) => x + 0 /* no -0 */),
          { freq: 3 },
        ),
      ),
      (steps) => {
        const heap = new MinHeap<number>();
        const naive: number[] = [];
        for (const key of steps) {
          if (key !== null) {
            heap.push(key, key);
            naive.push(key);
            naive.sort((a, b) => a - b);
          } else if (naive.length > 0) {
            expect(heap.minKey).toBe(naive[0]);
            expect(heap.pop()).toBe(naive.shift());
          }
          expect(heap.size).toBe(naive.length);
        }
        while (naive.length > 0) expect(heap.pop()).toBe(naive.shift());
        expect(heap.minKey).toBe(Number.POSITIVE_INFINITY);
        expect(() => heap.pop()).toThrow(RangeError);
      },
    ),
  );
});
