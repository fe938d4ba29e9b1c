import { expect, it } from "vitest";
import { VirtualClock } from "../../src/core/clock.ts";

it("moves only when told to, and never back", () => {
  const clock = new VirtualClock();
  expect(clock.nowMs()).toBe(0);
  clock.advanceTo(12.5);
  clock.advanceTo(12.5);
  expect(clock.nowMs()).toBe(12.5);
  expect(() => clock.advanceTo(12)).toThrow(new RangeError("time cannot go back from 12.5 to 12 ms"));
});
