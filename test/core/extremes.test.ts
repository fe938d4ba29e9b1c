import { expect, it } from "vitest";
import { largest, smallest } from "../../src/core/extremes.ts";

it("finds the extremes of more values than a call can take", () => {
  const values = Array.from({ length: 1_000_000 }, (_, index) => (index * 7919) % 1_000_003);
  expect([largest(values), smallest(values)]).toEqual(
    [1_000_002, 0].map((value) => expect.closeTo(value, -1)),
  );
  expect([largest(values, 2e6), smallest(values, -1)]).toEqual([2e6, -1]);
});

it("of nothing there is only the bound", () => {
  expect([largest([]), smallest([]), largest([], 0), smallest([], 9)]).toEqual([-Infinity, Infinity, 0, 9]);
});
