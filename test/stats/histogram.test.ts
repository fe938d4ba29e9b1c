import fc from "fast-check";
import { Int32Histogram } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { Histogram } from "../../src/stats/histogram.ts";

/** Latencies from below the resolution up to minutes, with many in the range that matters. */
const latency = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1000, noNaN: true }),
  fc.double({ min: 0, max: 600_000, noNaN: true }),
);
const latencies = fc.array(latency, { minLength: 1, maxLength: 200 });

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.recordMs(value);
  return histogram;
}

/** Everything that a histogram says, but for the mean. */
const contents = (histogram: Histogram) => ({
  count: histogram.count,
  maxMs: histogram.maxMs,
  buckets: histogram.buckets(),
});

const PERCENTILES = [50, 90, 95, 99, 99.9, 100];

describe("the bucket of a value", () => {
  const HIGHEST_US = 3_600_000_000;
  const library = new Int32Histogram(1, HIGHEST_US, 3);
  const { counts } = new Histogram();

  it("is the library's own, for small values, at every power of two, and anywhere up to an hour", () => {
    const edges = Array.from({ length: 32 }, (_, power) =>
      [-1, 0, 1].map((step) => 2 ** power + step),
    ).flat();
    const small = Array.from({ length: 5000 }, (_, value) => value);
    const values = [...small, ...edges.filter((value) => value <= HIGHEST_US), HIGHEST_US];
    expect(values.map((value) => counts.countsArrayIndex(value))).toEqual(
      values.map((value) => library.countsArrayIndex(value)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HIGHEST_US }), (value) => {
        expect(counts.countsArrayIndex(value)).toBe(library.countsArrayIndex(value));
      }),
    );
  });
});

describe("percentileMs", () => {
  it("is within 0.1 % + 1 µs of the nearest rank among the sorted values", () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const histogram = histogramOf(values);
        const sorted = [...values].sort((a, b) => a - b);
        for (const percentile of PERCENTILES) {
          // In thousandths, so that 99.9 % of 1000 is 999 and not a rounding error above it.
          const rank = Math.ceil((Math.round(percentile * 10) * sorted.length) / 1000);
          const exact = sorted[rank - 1] ?? Number.NaN;
          const found = histogram.percentileMs(percentile);
          expect(Math.abs(found - exact), `p${percentile}: ${found} for ${exact}`).toBeLessThanOrEqual(
            0.001 * exact + 0.001,
          );
        }
      }),
    );
  });

  it.each([
    [50, 500],
    [90, 900],
    [99, 990],
    [99.9, 999],
    [100, 1000],
  ])("of 1, 2, …, 1000 ms: p%d is %d ms", (percentile, expected) => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(Math.abs(histogram.percentileMs(percentile) - expected)).toBeLessThanOrEqual(0.001 * expected);
  });
});

it("has count, mean and maximum of the values, the mean without bucket error", () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = histogramOf(values);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const max = Math.max(...values);
      expect(histogram.count).toBe(values.length);
      expect(histogram.meanMs).toBeCloseTo(mean, 6);
      expect(Math.abs(histogram.maxMs - max)).toBeLessThanOrEqual(0.001 * max + 0.001);
    }),
  );
});

it("merges parts to the whole, whatever the parts and their order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(latency, fc.nat({ max: 4 })), { maxLength: 200 }),
      fc.nat({ max: 119 }),
      (values, turn) => {
        const whole = histogramOf(values.map(([value]) => value));
        const parts = [0, 1, 2, 3, 4].map((part) =>
          histogramOf(values.filter(([, p]) => p === part).map(([value]) => value)),
        );
        const merged = new Histogram();
        for (let i = 0; i < 5; i++) merged.add(parts[(i + turn) % 5] as Histogram);
        expect(contents(merged)).toEqual(contents(whole));
        expect(merged.meanMs).toBeCloseTo(whole.meanMs, 6);
      },
    ),
  );
});

it("decodes what it encoded, the mean within 0.1 %", () => {
  fc.assert(
    fc.property(fc.array(latency, { maxLength: 200 }), (values) => {
      const histogram = histogramOf(values);
      const decoded = Histogram.decode(histogram.encode());
      expect(contents(decoded)).toEqual(contents(histogram));
      for (const percentile of PERCENTILES)
        expect(decoded.percentileMs(percentile)).toBe(histogram.percentileMs(percentile));
      expect(Math.abs(decoded.meanMs - histogram.meanMs)).toBeLessThanOrEqual(
        0.001 * histogram.meanMs + 0.001,
      );
      expect(decoded.encode()).toBe(histogram.encode());
    }),
    { numRuns: 50 },
  );
});

it("has buckets that rise, hold at least one value each, and all values together", () => {
  fc.assert(
    fc.property(fc.array(latency, { maxLength: 200 }), (values) => {
      const buckets = histogramOf(values).buckets();
      let below = -1;
      for (const { upToMs, count } of buckets) {
        expect(upToMs).toBeGreaterThan(below);
        expect(count).toBeGreaterThan(0);
        // The values of a bucket: those above the one before, up to its own limit (rounded to µs first).
        const held = values
          .map((value) => Math.round(value * 1000) / 1000)
          .filter((v) => v > below && v <= upToMs);
        expect(count).toBe(held.length);
        below = upToMs;
      }
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }),
  );
});

it.each([-0.001, -1, Number.NaN, Number.NEGATIVE_INFINITY])(
  "refuses a latency of %d ms and stays as it was",
  (value) => {
    const histogram = histogramOf([5]);
    const before = contents(histogram);
    expect(() => histogram.recordMs(value)).toThrow(RangeError);
    expect(contents(histogram)).toEqual(before);
  },
);

it("records what is longer than an hour as an hour", () => {
  const histogram = histogramOf([4_000_000]);
  expect(histogram.count).toBe(1);
  expect(Math.abs(histogram.maxMs - 3_600_000)).toBeLessThanOrEqual(3600);
});

it("has no percentile above its maximum", () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = histogramOf(values);
      expect(histogram.percentileMs(100)).toBe(histogram.maxMs);
    }),
  );
});

it("is empty after a reset, and says 0 for everything", () => {
  const histogram = histogramOf([1, 2, 3]);
  histogram.reset();
  for (const empty of [histogram, new Histogram(), Histogram.decode(new Histogram().encode())]) {
    expect(contents(empty)).toEqual({ count: 0, maxMs: 0, buckets: [] });
    expect([empty.meanMs, empty.percentileMs(99)]).toEqual([0, 0]);
  }
});
