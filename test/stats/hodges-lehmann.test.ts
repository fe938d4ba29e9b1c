import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { pairedRatio } from "../../src/stats/hodges-lehmann.ts";

test("six pairs: the interval reaches from the smallest to the largest", () => {
  const pairs = [1.1, 1.2, 1.05, 1.3, 1.15, 1.25].map((b) => ({ a: 1, b }));
  const { interval } = pairedRatio(pairs);
  expect(interval?.low).toBeCloseTo(1.05, 12);
  expect(interval?.high).toBeCloseTo(1.3, 12);
});

test("five pairs have an estimate and no interval", () => {
  const { ratio, interval } = pairedRatio(Array.from({ length: 5 }, () => ({ a: 2, b: 3 })));
  expect(ratio).toBeCloseTo(1.5, 12);
  expect(interval).toBeNull();
});

const pairs = fc.array(
  fc.record({
    a: fc.double({ min: 0.1, max: 10, noNaN: true }),
    b: fc.double({ min: 0.1, max: 10, noNaN: true }),
  }),
  {
    minLength: 6,
    maxLength: 25,
  },
);

test("scaling B scales everything; exchanging A and B turns it over; order does not matter", () => {
  fc.assert(
    fc.property(pairs, fc.double({ min: 0.5, max: 2, noNaN: true }), (pairs, factor) => {
      const { ratio, interval } = pairedRatio(pairs);
      expect(interval?.low).toBeLessThanOrEqual(ratio * (1 + 1e-12));
      expect(interval?.high).toBeGreaterThanOrEqual(ratio * (1 - 1e-12));
      const scaled = pairedRatio(pairs.map(({ a, b }) => ({ a, b: b * factor })));
      expect(scaled.ratio / ratio).toBeCloseTo(factor, 8);
      const turned = pairedRatio(pairs.map(({ a, b }) => ({ a: b, b: a })).reverse());
      expect(turned.ratio * ratio).toBeCloseTo(1, 8);
      expect((turned.interval?.low ?? 0) * (interval?.high ?? 0)).toBeCloseTo(1, 8);
    }),
  );
});

test("the interval holds the truth in at least 95 % of 2 000 experiments, with outliers too", () => {
  const rng = createRng(1, "coverage");
  let covered = 0;
  for (let i = 0; i < 2000; i++) {
    const noise = () => Math.exp(0.05 * normal(rng) + (rng() < 0.08 ? 0.3 * rng() : 0));
    const { interval } = pairedRatio(Array.from({ length: 10 }, () => ({ a: noise(), b: 1.2 * noise() })));
    if (interval !== null && interval.low <= 1.2 && interval.high >= 1.2) covered++;
  }
  // 95 % less four standard deviations of a binomial.
  expect(covered / 2000).toBeGreaterThan(0.93);
});

test("no pairs, and values that have no logarithm, are refused", () => {
  expect(() => pairedRatio([])).toThrow(RangeError);
  expect(() => pairedRatio([{ a: 0, b: 1 }])).toThrow(RangeError);
});
