import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "../../src/stats/histogram.ts";
import { judgeSlo, sampleFloor, summarise } from "../../src/stats/latency.ts";

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
          new RegExp(`^needs at least \\d+ ok requests, there are ${count}$`),
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

describe("judgeSlo", () => {
  const KEYS = { p50: 500, p90: 900, p95: 950, p99: 990, p999: 999 } as const;
  type Key = keyof typeof KEYS;

  it("judges the nearest rank among all scheduled requests, failures being infinitely slow", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(KEYS) as Key[])),
        fc.nat({ max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 4000 }),
        (key, extra, failedShare, limitMs) => {
          const scheduled = sampleFloor(KEYS[key] / 10) + extra;
          // Around the tail, where it decides, as often as anywhere.
          const tail = scheduled - Math.ceil((KEYS[key] * scheduled) / 1000);
          const failed = Math.min(scheduled, Math.round(2 * tail * failedShare));
          const ok = rising(scheduled - failed);
          const all = [...ok, ...new Array<number>(failed).fill(Number.POSITIVE_INFINITY)];
          const exact = all[Math.ceil((KEYS[key] * scheduled) / 1000) - 1] ?? Number.NaN;
          const judged = judgeSlo(`${key}<=${limitMs}ms`, histogramOf(ok), scheduled);
          if (exact === Number.POSITIVE_INFINITY) {
            expect(judged).toMatchObject({ observedMs: null, holds: false });
            expect(judged.note).toBe(
              `${failed} of ${scheduled} requests failed, more than the ${key} tail holds`,
            );
            return;
          }
          // Values are 1 ms apart and the histogram is exact to 0.1 %: below 1000 a wrong rank shows.
          expect(judged.note).toBeNull();
          expect(Math.abs((judged.observedMs ?? Number.NaN) - exact)).toBeLessThanOrEqual(
            0.001 * exact + 0.001,
          );
          expect(judged.holds).toBe((judged.observedMs ?? Number.NaN) <= limitMs);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    // 1 % of 1000 requests may fail or be slow: rank 990.
    ["p99<=50ms", 990, 1000, true, null],
    ["p99<=50ms", 989, 1000, false, /11 of 1000 requests failed, more than the p99 tail holds/],
    // Exactly the tail of p99.9: 0.999 · 5000 = 4995 (in floating point 99.9/100·5000 is more than that).
    ["p999<=50ms", 4995, 5000, true, null],
    ["p999<=50ms", 4994, 5000, false, /6 of 5000/],
    ["p50<=50ms", 50, 100, true, null],
    ["p99<=50ms", 458, 458, false, /needs at least 459 scheduled requests, there are 458/],
    ["p99<=50ms", 0, 0, false, /there are 0/],
    ["p99<=50ms", 0, 1000, false, /1000 of 1000 requests failed/],
  ])("%s with %d of %d requests ok, each in 10 ms: holds = %o", (objective, ok, scheduled, holds, note) => {
    const judged = judgeSlo(objective, histogramOf(new Array<number>(ok).fill(10)), scheduled);
    expect(judged.holds).toBe(holds);
    if (note === null) expect(judged.note).toBeNull();
    else expect(judged.note).toMatch(note);
    if (holds) expect(judged.observedMs).toBeCloseTo(10, 1);
    else expect(judged.observedMs).toBeNull();
  });

  it("takes the rank it says: the 127th of 193 values is the median of 253 requests of which 60 failed", () => {
    // 100·127/193 % of 193 is 127.00000000000001 in floating point, which must not become the 128th.
    expect(Math.ceil(0.5 * 253)).toBe(127);
    expect(judgeSlo("p50<=1s", histogramOf(rising(193)), 253).observedMs).toBeCloseTo(127, 0);
  });

  it("holds up to the limit and including it, and says in observedMs what it saw", () => {
    const histogram = histogramOf(new Array<number>(1000).fill(50));
    const seen = judgeSlo("p99<=50ms", histogram, 1000).observedMs ?? Number.NaN;
    expect(judgeSlo(`p99<=${seen}ms`, histogram, 1000).holds).toBe(true);
    expect(judgeSlo(`p99<=${seen - 0.001}ms`, histogram, 1000).holds).toBe(false);
  });

  it("throws on an objective that no validation let through", () => {
    expect(() => judgeSlo("p99<50ms", new Histogram(), 0)).toThrow(TypeError);
  });
});
