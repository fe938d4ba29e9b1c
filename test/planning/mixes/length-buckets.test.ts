import fc from "fast-check";
import { expect, test } from "vitest";
import { lengthBuckets } from "../../../src/planning/mixes/length-buckets.ts";

test("few lengths have a bucket each", () => {
  expect(lengthBuckets([10, 10, 10, 100])).toEqual([
    { from: 0, below: 100, share: 0.75 },
    { from: 100, below: null, share: 0.25 },
  ]);
  expect(lengthBuckets([7, 7])).toEqual([{ from: 0, below: null, share: 1 }]);
});

test("every length lies in one bucket, and none of at most six is empty", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 400 }), (lengths) => {
      const buckets = lengthBuckets(lengths);
      expect(buckets.length).toBeLessThanOrEqual(6);
      expect(buckets[0]?.from).toBe(0);
      expect(buckets.at(-1)?.below).toBeNull();
      for (const [index, { below, share }] of buckets.entries()) {
        expect(share).toBeGreaterThan(0);
        if (below !== null) expect(buckets[index + 1]?.from).toBe(below);
      }
      expect(buckets.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    }),
    { numRuns: 50 },
  );
});
