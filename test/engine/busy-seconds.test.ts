import fc from "fast-check";
import { expect, it } from "vitest";
import { BusySeconds, SLICE_MS } from "../../src/engine/busy-seconds.ts";

const secondsOf = (shares: readonly number[]) => {
  const seconds = new BusySeconds();
  for (const share of shares) seconds.add(share * SLICE_MS, SLICE_MS);
  return seconds;
};

it("a busy second is found wherever it begins, and all that lies in such seconds is added up", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 30 }),
      fc.integer({ min: 5, max: 40 }),
      fc.nat({ max: 30 }),
      (idle, busy, after) => {
        const shares = [...Array(idle).fill(0.1), ...Array(busy).fill(0.99), ...Array(after).fill(0.1)];
        const seconds = secondsOf(shares);
        expect(seconds.busiestShare).toBeCloseTo(0.99, 6);
        expect(seconds.saturatedMs).toBe(busy * SLICE_MS);
      },
    ),
  );
});

it("work that comes in pieces shorter than a second, with rests between them, leaves no second full", () => {
  const seconds = secondsOf(Array.from({ length: 100 }, (_, i) => (i % 5 === 4 ? 0.2 : 1)));
  expect(seconds.busiestShare).toBeCloseTo(0.84, 6);
  expect(seconds.saturatedMs).toBe(0);
});
