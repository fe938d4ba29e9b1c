import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBf16, fromFp16, toBf16, toFp16 } from "../../../src/wire/tensor/half-floats.ts";

const patterns = Array.from({ length: 65_536 }, (_, bits) => bits);

describe.each([
  ["FP16", fromFp16, toFp16],
  ["BF16", fromBf16, toBf16],
])("%s", (_, from, to) => {
  it("gives each of its numbers its own bits back, and any NaN a NaN", () => {
    const lost = patterns.filter((bits) => {
      const value = from(bits);
      return Number.isNaN(value) ? !Number.isNaN(from(to(value))) : to(value) !== bits;
    });
    expect(lost).toEqual([]);
  });

  it("rounds to the nearest of its numbers", () => {
    const finite = patterns.map(from).filter(Number.isFinite);
    const sorted = Float64Array.from(finite).sort();
    fc.assert(
      fc.property(fc.double({ min: -60_000, max: 60_000, noNaN: true }), (double) => {
        const value = Math.fround(double);
        const found = from(to(value));
        let low = 0;
        let high = sorted.length - 1;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if ((sorted[middle] ?? 0) <= value) low = middle;
          else high = middle;
        }
        const nearest = Math.min(Math.abs(value - (sorted[low] ?? 0)), Math.abs(value - (sorted[high] ?? 0)));
        expect(Math.abs(found - value)).toBe(nearest);
      }),
    );
  });
});

it.each([
  ["FP16", toFp16, 65_519, 0x7bff],
  ["FP16", toFp16, 65_520, 0x7c00],
  ["FP16", toFp16, 1 + 2 ** -11, 0x3c00],
  ["FP16", toFp16, 1 + 3 * 2 ** -11, 0x3c02],
  ["FP16", toFp16, -0, 0x8000],
  ["BF16", toBf16, 1 + 2 ** -8, 0x3f80],
  ["BF16", toBf16, 1 + 3 * 2 ** -8, 0x3f82],
  ["BF16", toBf16, Number.NEGATIVE_INFINITY, 0xff80],
])("%s: halves go to the even neighbour, and what is beyond to infinity (%#)", (_, to, value, bits) => {
  expect(to(value)).toBe(bits);
});
