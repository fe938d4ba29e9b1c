import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { judgeLatency } from "../../src/stats/judge-latency.ts";
import { sampleFloor } from "../../src/stats/latency.ts";

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.recordMs(value);
  return histogram;
}

const rising = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

function judge(text: string, ok: Histogram, scheduled: number) {
  const objective = objectiveOf(text);
  if (objective.kind !== "latency") throw new Error(`${text} is about no latency`);
  return judgeLatency(objective, ok, scheduled);
}

describe("a latency objective", () => {
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
          const judged = judge(`${key}<=${limitMs}ms`, histogramOf(ok), scheduled);
          if (exact === Number.POSITIVE_INFINITY) {
            expect(judged).toMatchObject({ observed: null, holds: false });
            expect(judged.note).toBe(
              `${failed} of ${scheduled} requests failed, more than the ${key} tail holds`,
            );
            return;
          }
          // Values are 1 ms apart and the histogram is exact to 0.1 %: below 1000 a wrong rank shows.
          expect(judged.note).toBeNull();
          expect(Math.abs((judged.observed ?? Number.NaN) - exact)).toBeLessThanOrEqual(
            0.001 * exact + 0.001,
          );
          expect(judged.holds).toBe((judged.observed ?? Number.NaN) <= limitMs);
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
    ["p99<=50ms", 458, 458, null, /needs at least 459 scheduled requests, there are 458/],
    ["p99<=50ms", 0, 0, null, /there are 0/],
    ["p99<=50ms", 0, 1000, false, /1000 of 1000 requests failed/],
  ])("%s with %d of %d requests ok, each in 10 ms: holds = %o", (objective, ok, scheduled, holds, note) => {
    const judged = judge(objective, histogramOf(new Array<number>(ok).fill(10)), scheduled);
    expect(judged.holds).toBe(holds);
    if (note === null) expect(judged.note).toBeNull();
    else expect(judged.note).toMatch(note);
    if (holds) expect(judged.observed).toBeCloseTo(10, 1);
    else expect(judged.observed).toBeNull();
  });

  it("takes the rank it says: the 127th of 193 values is the median of 253 requests of which 60 failed", () => {
    // 100·127/193 % of 193 is 127.00000000000001 in floating point, which must not become the 128th.
    expect(Math.ceil(0.5 * 253)).toBe(127);
    expect(judge("p50<=1s", histogramOf(rising(193)), 253).observed).toBeCloseTo(127, 0);
  });

  it.each([
    [49.99, true],
    [50, true],
    [50.000_000_1, true],
    [50.002, false],
    [50.01, false],
  ])("of 50 ms is judged by the times themselves, not by their buckets: %d ms each", (timeMs, holds) => {
    const watched = new Histogram([50, 80]);
    for (let i = 0; i < 1000; i++) watched.recordMs(timeMs);
    const merged = new Histogram([50, 80]);
    merged.add(watched);
    for (const text of ["p99<=50ms", "p50<=50ms", "max<=50ms"]) {
      const judged = judge(text, merged, 1000);
      expect(judged.holds).toBe(holds);
      expect(judged.within).toBe(holds ? 1000 : 0);
      // What is shown never contradicts what is said.
      expect((judged.observed ?? Number.NaN) <= 50).toBe(holds);
    }
  });

  it("is given the benefit of a bucket that the limit is within, where nobody watched it", () => {
    expect(judge("p99<=50ms", histogramOf(new Array<number>(1000).fill(49.99)), 1000).holds).toBe(true);
    expect(judge("p99<=50ms", histogramOf(new Array<number>(1000).fill(50.05)), 1000).holds).toBe(false);
  });

  it("counts who keeps the limit among all, failed ones included in the whole", () => {
    expect(judge("p50<=10.1ms", histogramOf(rising(80)), 100)).toMatchObject({ within: 10, of: 100 });
  });

  it("may be about any percentile that the histogram can tell, each with its own floor", () => {
    expect(judge("p75<=751ms", histogramOf(rising(1000)), 1000)).toMatchObject({ holds: true, note: null });
    expect(judge("p75<=740ms", histogramOf(rising(1000)), 1000).holds).toBe(false);
    expect(judge("p99.99<=1h", histogramOf(rising(46_048)), 46_048).note).toMatch(/needs at least 46050 /);
  });

  it("about the longest or the mean holds only where nothing failed", () => {
    expect(judge("max<=10.1ms", histogramOf(rising(10)), 10)).toMatchObject({ holds: true });
    expect(judge("mean<=5.5ms", histogramOf(rising(10)), 10)).toMatchObject({ holds: true, observed: 5.5 });
    expect(judge("max<=1h", histogramOf(rising(10)), 11)).toMatchObject({ holds: false, observed: null });
    expect(judge("mean<=1h", new Histogram(), 0)).toMatchObject({
      holds: false,
      note: "no request was scheduled",
    });
  });
});
