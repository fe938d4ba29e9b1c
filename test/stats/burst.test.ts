import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startArrivals } from "../../src/arrivals/index.ts";
import { createRng } from "../../src/core/rng.ts";
import type { BurstMetrics } from "../../src/result/burst.ts";
import { BURST_WINDOWS_SEC, BurstAccumulator, MIN_WINDOWS } from "../../src/stats/burst.ts";

/** Enough of a horizon for the stationary processes used here, which do not look at it. */
const CONTEXT = { horizonMs: 1e6, traces: {} };

function burstOf(times: readonly number[], endMs?: number): BurstMetrics {
  const burst = new BurstAccumulator();
  for (const time of times) burst.add(time);
  return burst.finish(endMs);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Pearson's correlation; null where one side does not vary. */
function correlation(one: readonly number[], other: readonly number[]): number | null {
  const from = (values: readonly number[]) => values.map((value) => value - meanOf(values));
  const [xs, ys] = [from(one), from(other)];
  const sum = (values: readonly number[]) => values.reduce((total, v) => total + v, 0);
  const squares = [xs, ys].map((side) => sum(side.map((x) => x * x)));
  const spread = Math.sqrt((squares[0] ?? 0) * (squares[1] ?? 0));
  return Math.min(...squares) < 1e-6 ? null : sum(xs.map((x, i) => x * (ys[i] ?? 0))) / spread;
}

/** The definitions, word for word, in O(n · windows). */
function naive(times: readonly number[], endMs: number) {
  const [first = 0] = times;
  const windows: BurstMetrics["windows"] = {};
  for (const sec of BURST_WINDOWS_SEC) {
    const length = sec * 1000;
    const count = times.length === 0 ? 0 : Math.floor((endMs - first) / length);
    const counts = Array.from({ length: count }, (_, k) => {
      const [from, to] = [first + k * length, first + (k + 1) * length];
      return times.filter((time) => time >= from && time < to).length;
    });
    const mean = meanOf(counts);
    const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (count - 1);
    windows[sec] =
      count < MIN_WINDOWS || mean === 0
        ? { count, idc: null, peakToMean: null }
        : { count, idc: variance / mean, peakToMean: Math.max(...counts) / mean };
  }
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const mean = meanOf(gaps);
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return {
    windows,
    gaps,
    cv: Math.sqrt(variance) / mean,
    lag1: correlation(gaps.slice(0, -1), gaps.slice(1)),
  };
}

/** Whole milliseconds, so that the naive windows and the real ones round alike. */
const gapsArbitrary = fc.array(
  fc.oneof(
    fc.nat({ max: 3 }),
    fc.nat({ max: 100 }),
    fc.nat({ max: 3000 }),
    fc.constant(100),
    fc.constant(1000),
  ),
  { maxLength: 120 },
);
const timesArbitrary = fc.tuple(fc.nat({ max: 5000 }), gapsArbitrary).map(([start, gaps]) => {
  let atMs = start;
  return [start, ...gaps.map((gap) => (atMs += gap))];
});

it("keeps the correlation of neighbouring gaps between −1 and 1, however few gaps there are", () => {
  expect(burstOf([0, 500, 1000, 2000, 3000, 3500]).lag1Autocorrelation).toBeCloseTo(0, 9);
  fc.assert(
    fc.property(timesArbitrary, (times) => {
      const { lag1Autocorrelation } = burstOf(times);
      if (lag1Autocorrelation !== null) expect(Math.abs(lag1Autocorrelation)).toBeLessThanOrEqual(1);
    }),
  );
});

it("finds no variation in a metronome, whose times differ by rounding alone", () => {
  const { interArrivalCv, lag1Autocorrelation } = burstOf(
    Array.from({ length: 500 }, (_, i) => 0.1 + (i * 1000) / 7),
  );
  expect([interArrivalCv, lag1Autocorrelation]).toEqual([0, null]);
});

describe("against the definitions, written down naively", () => {
  it("has the same windows, index of dispersion and peak to mean", () => {
    fc.assert(
      fc.property(timesArbitrary, fc.nat({ max: 20_000 }), (times, restMs) => {
        const endMs = (times.at(-1) ?? 0) + restMs;
        const { windows } = naive(times, endMs);
        const found = burstOf(times, endMs);
        for (const sec of BURST_WINDOWS_SEC) {
          const [observed, expected] = [found.windows[sec], windows[sec]];
          expect(observed?.count).toBe(expected?.count);
          if (expected?.idc === null) expect(observed?.idc).toBeNull();
          else expect(observed?.idc).toBeCloseTo(expected?.idc ?? Number.NaN, 9);
          if (expected?.peakToMean === null) expect(observed?.peakToMean).toBeNull();
          else expect(observed?.peakToMean).toBeCloseTo(expected?.peakToMean ?? Number.NaN, 9);
        }
      }),
    );
  });

  it("has the same variation and correlation of the gaps", () => {
    fc.assert(
      fc.property(timesArbitrary, (times) => {
        const { gaps, cv, lag1 } = naive(times, times.at(-1) ?? 0);
        const found = burstOf(times);
        if (gaps.length > 1 && Number.isFinite(cv)) expect(found.interArrivalCv).toBeCloseTo(cv, 9);
        else expect(found.interArrivalCv).toBeNull();
        if (gaps.length > 2 && cv > 1e-5 && lag1 !== null)
          expect(found.lag1Autocorrelation).toBeCloseTo(lag1, 9);
        else expect(found.lag1Autocorrelation).toBeNull();
      }),
    );
  });

  it("has a histogram of the gaps whose bins join, hold every gap, and sum to arrivals − 1", () => {
    fc.assert(
      fc.property(timesArbitrary, (times) => {
        const { gaps } = naive(times, 0);
        const found = burstOf(times);
        expect(found.arrivals).toBe(times.length);
        expect(found.gaps.reduce((sum, { count }) => sum + count, 0)).toBe(times.length - 1);
        let below = 0;
        for (const { fromMs, toMs, count } of found.gaps) {
          expect(fromMs).toBeGreaterThanOrEqual(below * (1 - 1e-12));
          // A gap on an edge may fall on either side of it by rounding; 1 µs stands for everything shorter.
          const held = (low: number, high: number) =>
            gaps.map((gap) => Math.max(gap, 1e-3)).filter((gap) => gap >= low && gap < high).length;
          expect(count).toBeGreaterThanOrEqual(held(fromMs * (1 + 1e-9), toMs * (1 - 1e-9)));
          expect(count).toBeLessThanOrEqual(held(fromMs * (1 - 1e-9), toMs * (1 + 1e-9)));
          below = toMs;
        }
      }),
    );
  });
});

describe("by hand", () => {
  it("40 seconds with 10 and 0 arrivals in turn: IDC(1 s) = 25·40/39/5, peak to mean 2", () => {
    // Counts 10, 0, 10, 0, …: mean 5, squared deviations 25 each, unbiased variance 25·40/39.
    const times = Array.from({ length: 20 }, (_, k) =>
      Array.from({ length: 10 }, (__, i) => 2000 * k + 50 * i),
    ).flat();
    const { windows, ratePerSec, arrivals } = burstOf(times, 40_000);
    expect(windows[1]).toEqual({ count: 40, idc: expect.closeTo((25 * 40) / 39 / 5, 12), peakToMean: 2 });
    expect(windows[10]).toEqual({ count: 4, idc: null, peakToMean: null });
    expect([arrivals, ratePerSec]).toEqual([200, 5]);
  });

  it("gaps 1, 3, 1, 3, … ms: CV 0.5, lag-1 autocorrelation −1", () => {
    // Mean 2, variance 1; successive products are 3, mean square 4: (3 − 4)/1.
    const times = Array.from({ length: 1001 }, (_, i) => 2 * i + (i % 2 === 1 ? -1 : 0));
    const { interArrivalCv, lag1Autocorrelation } = burstOf(times);
    expect(interArrivalCv).toBeCloseTo(0.5, 12);
    expect(lag1Autocorrelation).toBeCloseTo(-1, 12);
  });

  it("constant traffic: CV 0, no correlation to speak of, IDC 0, peak to mean 1", () => {
    const next = startArrivals({ kind: "constant", ratePerSec: 30 }, createRng(1, "arrivals"), CONTEXT);
    const burst = burstOf(Array.from({ length: 3000 }, next), 100_000);
    expect(burst.interArrivalCv).toBeCloseTo(0, 9);
    expect(burst.lag1Autocorrelation).toBeNull();
    expect(burst.windows[1]).toEqual({ count: 100, idc: expect.closeTo(0, 9), peakToMean: 1 });
  });

  it("window edges belong to the later window, and an incomplete last window is dropped", () => {
    const seconds = Array.from({ length: 31 }, (_, k) => 1000 * k);
    expect(burstOf(seconds, 30_000).windows[1]).toEqual({ count: 30, idc: 0, peakToMean: 1 });
    expect(burstOf(seconds, 30_999).windows[1]).toEqual({ count: 30, idc: 0, peakToMean: 1 });
    expect(burstOf(seconds, 31_000).windows[1]?.count).toBe(31);
  });

  it("windows start at the first arrival, wherever that is", () => {
    const times = Array.from({ length: 100 }, (_, i) => 400 * i + (i % 3));
    const shifted = times.map((time) => time + 12_345);
    expect(burstOf(shifted, 40_000 + 12_345).windows).toEqual(burstOf(times, 40_000).windows);
  });

  it("fewer than 30 windows say nothing of dispersion; 30 do", () => {
    const times = Array.from({ length: 300 }, (_, i) => 100 * i);
    expect(burstOf(times, 29_999).windows[1]).toEqual({ count: 29, idc: null, peakToMean: null });
    expect(burstOf(times, 30_000).windows[1]).toEqual({ count: 30, idc: 0, peakToMean: 1 });
  });
});

describe("time above twice the mean, and the apparent Hurst exponent", () => {
  it("one busy second of every ten is a tenth of the time", () => {
    const times = Array.from({ length: 100 }, (_, sec) =>
      Array.from({ length: sec % 10 === 0 ? 20 : 1 }, (__, i) => 1000 * sec + i),
    ).flat();
    expect(burstOf(times, 100_000).timeAboveTwiceMean).toBe(0.1);
    expect(burstOf(times.slice(0, 60)).timeAboveTwiceMean).toBeNull();
  });

  it("bursts that are short against the windows leave no memory: H near 0.5", () => {
    const clumps = { kind: "gamma", ratePerSec: 30, cv: 3 } as const;
    const burst = burstOf(
      Array.from({ length: 90_000 }, startArrivals(clumps, createRng(2, "arrivals"), CONTEXT)),
    );
    expect(burst.apparentHurst).toBeGreaterThan(0.4);
    expect(burst.apparentHurst).toBeLessThan(0.6);
    expect(burst.apparentHurstAbsent).toBeNull();
  });

  it("a daily rhythm raises it, hence apparent; less than two decades of windows give a reason instead", () => {
    const rhythm = { kind: "sine", ratePerSec: 30, amplitude: 0.8, periodMs: 1_200_000, cv: 1 } as const;
    const context = { horizonMs: 3e6, traces: {} };
    const next = startArrivals(rhythm, createRng(2, "arrivals"), context);
    const wave: number[] = [];
    for (let atMs = next(); atMs < context.horizonMs; atMs = next()) wave.push(atMs);
    expect(burstOf(wave).apparentHurst).toBeGreaterThan(0.7);
    const short = burstOf(wave.slice(0, 300));
    expect(short.apparentHurst).toBeNull();
    expect(short.apparentHurstAbsent).toContain("2 decades");
  });
});

describe("with hardly any data", () => {
  const nothing = { count: 0, idc: null, peakToMean: null };

  it("no arrival: no rate of gaps, no windows, no gaps", () => {
    const burst = burstOf([], 10_000);
    expect(burst).toMatchObject({ arrivals: 0, interArrivalCv: null, lag1Autocorrelation: null, gaps: [] });
    expect(Object.values(burst.windows)).toEqual(BURST_WINDOWS_SEC.map(() => nothing));
  });

  it("one arrival: no gap and no rate over no time", () => {
    expect(burstOf([500])).toMatchObject({ arrivals: 1, ratePerSec: null, interArrivalCv: null, gaps: [] });
  });

  it("arrivals all at one moment: gaps without a mean have no CV", () => {
    const burst = burstOf([5, 5, 5, 5]);
    expect(burst).toMatchObject({
      arrivals: 4,
      ratePerSec: null,
      interArrivalCv: null,
      lag1Autocorrelation: null,
    });
    expect(burst.gaps.map(({ count }) => count)).toEqual([3]);
  });
});

it("sees no correlation between the gaps of a renewal process, and much in modulated traffic", () => {
  const n = 50_000;
  const lag1 = (arrivals: Parameters<typeof startArrivals>[0]) =>
    burstOf(Array.from({ length: n }, startArrivals(arrivals, createRng(4, "arrivals"), CONTEXT)))
      .lag1Autocorrelation ?? Number.NaN;
  // Independent gaps: standard deviation 1/√n.
  expect(Math.abs(lag1({ kind: "gamma", ratePerSec: 100, cv: 3 }))).toBeLessThan(4 / Math.sqrt(n));
  expect(lag1({ kind: "mmpp", ratePerSec: 100, burst: 20, share: 0.1, dwellMs: 2000 })).toBeGreaterThan(0.1);
});
