import { expect, it } from "vitest";
import { MomentWaits } from "../../src/engine/moment-waits.ts";

/** Share of the moments that had a wait longer than a time, by the step at or below it. */
function longer(waits: MomentWaits, ms: number): number {
  return waits.shares.findLast((wait) => wait.ms <= ms)?.share ?? 0;
}

it("counts the probes that a stop prevented as if they had been taken, since what came up then waited as well", () => {
  const waits = new MomentWaits(20);
  // A second: 45 probes on time, and one that should have been taken 90 ms before its thread woke.
  for (let probe = 0; probe < 45; probe++) waits.add(0.1);
  waits.add(90);
  const moments = 45 + 5;
  expect(longer(waits, 1)).toBeCloseTo(5 / moments, 9);
  expect(longer(waits, 32)).toBeCloseTo(3 / moments, 9);
  expect(longer(waits, 64)).toBeCloseTo(2 / moments, 9);
  expect(longer(waits, 1000)).toBe(longer(waits, 64));
});

it("has nothing to say of a thread that always woke at once", () => {
  const waits = new MomentWaits(20);
  for (let probe = 0; probe < 100; probe++) waits.add(0.2);
  expect(waits.shares).toEqual([]);
});
