import { expect, test } from "vitest";
import { parseDecimal } from "../../src/core/decimal.ts";

test.each<[string, number | undefined]>([
  ["5", 5],
  [" 5 ", 5],
  ["0.5", 0.5],
  [".5", 0.5],
  ["5.", 5],
  ["-1", -1],
  ["+1", 1],
  ["1e3", 1000],
  ["1E-3", 0.001],
  ["0x10", undefined],
  ["0b11", undefined],
  ["0o17", undefined],
  ["Infinity", undefined],
  ["-Infinity", undefined],
  ["NaN", undefined],
  ["1e999", undefined],
  ["5_000", undefined],
  ["5,000", undefined],
  ["5 000", undefined],
  ["1k", undefined],
  ["٥", undefined],
  ["", undefined],
  [" ", undefined],
  ["e3", undefined],
  [".", undefined],
])("%j is %s", (text, value) => {
  expect(parseDecimal(text)).toBe(value);
});
