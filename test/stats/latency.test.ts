import { describe, expect, it } from "vitest";
import { formatCount } from "../../src/core/format.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { sampleFloor, summarise } from "../../src/stats/latency.ts";

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.recordMs(value);
  return histogram;
}

const rising = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

it.each([
  [50, 7],
  [90, 44],
  [95, 90],
  [99, 459],
  [99.9, 4603],
])("p%d needs at least %d samples, as MLPerf's early stopping", (percentile, floor) => {
  expect(sampleFloor(percentile)).toBe(floor);
  // The definition: the chance that none of n requests is over the limit, p^n, is 1 % at most.
  expect((percentile / 100) ** floor).toBeLessThanOrEqual(0.01);
  expect((percentile / 100) ** (floor - 1)).toBeGreaterThan(0.01);
});

describe("summarise", () => {
  it("states every percentile of 5000 samples", () => {
    const summary = summarise(histogramOf(rising(5000)));
    expect(summary).toMatchObject({ count: 5000, absent: {}, mean: 2500.5 });
    for (const [found, expected] of [
      [summary.p50, 2500],
      [summary.p90, 4500],
      [summary.p95, 4750],
      [summary.p99, 4950],
      [summary.p999, 4995],
      [summary.max, 5000],
    ] as const) {
      expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThanOrEqual(0.001 * expected);
    }
  });

  it.each<[number, readonly string[]]>([
    [6, ["p50", "p90", "p95", "p99", "p999"]],
    [7, ["p90", "p95", "p99", "p999"]],
    [43, ["p90", "p95", "p99", "p999"]],
    [44, ["p95", "p99", "p999"]],
    [89, ["p95", "p99", "p999"]],
    [90, ["p99", "p999"]],
    [458, ["p99", "p999"]],
    [459, ["p999"]],
    [4602, ["p999"]],
    [4603, []],
  ])("of %d samples, these are null, with a reason: %j", (count, absent) => {
    const summary = summarise(histogramOf(rising(count)));
    expect(Object.keys(summary.absent)).toEqual(absent);
    for (const key of ["p50", "p90", "p95", "p99", "p999"] as const) {
      expect(summary[key] === null).toBe(absent.includes(key));
      if (absent.includes(key))
        expect(summary.absent[key]).toMatch(
          new RegExp(`^needs at least [\\d,]+ ok requests, there are ${formatCount(count)}$`),
        );
    }
  });

  it("of nothing is nothing", () => {
    expect(summarise(new Histogram())).toMatchObject({
      count: 0,
      max: null,
      mean: null,
      p50: null,
      p999: null,
    });
  });
});
