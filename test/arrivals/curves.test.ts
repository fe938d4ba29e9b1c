import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateCurve } from "../../src/arrivals/curve.ts";
import { diurnal } from "../../src/arrivals/diurnal.ts";
import { flashCrowd } from "../../src/arrivals/flash-crowd.ts";
import { piecewise } from "../../src/arrivals/piecewise.ts";
import { ramp } from "../../src/arrivals/ramp.ts";
import { sine } from "../../src/arrivals/sine.ts";
import { spike } from "../../src/arrivals/spike.ts";
import { createRng } from "../../src/core/rng.ts";

/** A curve with the arrivals on it at any variability, and its rate at some moments, by hand. */
interface Row {
  readonly name: string;
  readonly horizonMs: number;
  curve(horizonMs: number): RateCurve;
  start(cv: number, seed: number, horizonMs: number): () => number;
  readonly rates: readonly (readonly [atMs: number, perSec: number])[];
}

function row<Options extends object>(
  name: string,
  horizonMs: number,
  process: {
    options: { parse(input: unknown): Options };
    curve(o: Options, context: { horizonMs: number; traces: object & Record<string, never> }): RateCurve;
    start(
      o: Options,
      rng: () => number,
      context: { horizonMs: number; traces: Record<string, never> },
    ): () => number;
  },
  options: object,
  rates: Row["rates"],
): Row {
  const parse = (cv: number) => process.options.parse({ ...options, cv });
  return {
    name,
    horizonMs,
    rates,
    curve: (horizon) => process.curve(parse(1), { horizonMs: horizon, traces: {} }),
    start: (cv, seed, horizon) =>
      process.start(parse(cv), createRng(seed, "arrivals"), { horizonMs: horizon, traces: {} }),
  };
}

const points = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([atMs, ratePerSec]) => ({ atMs, ratePerSec }));

const ROWS: readonly Row[] = [
  row(
    "piecewise, lines",
    60_000,
    piecewise,
    { kind: "piecewise", points: points([0, 100], [10_000, 700], [20_000, 0], [30_000, 0], [40_000, 400]) },
    [
      [0, 100],
      [5000, 400],
      [10_000, 700],
      [15_000, 350],
      [25_000, 0],
      [35_000, 200],
      [40_000, 400],
      [1e7, 400],
    ],
  ),
  row(
    "piecewise, steps",
    60_000,
    piecewise,
    { kind: "piecewise", interpolation: "step", points: points([0, 0], [10_000, 600], [30_000, 150]) },
    [
      [0, 0],
      [9999, 0],
      [10_000, 600],
      [29_999, 600],
      [30_000, 150],
      [1e7, 150],
    ],
  ),
  row("ramp, up from 0", 60_000, ramp, { kind: "ramp", fromPerSec: 0, toPerSec: 600 }, [
    [0, 0],
    [15_000, 150],
    [60_000, 600],
    [90_000, 600],
  ]),
  row("ramp, down to 0", 60_000, ramp, { kind: "ramp", fromPerSec: 600, toPerSec: 0 }, [
    [0, 600],
    [45_000, 150],
    [60_000, 0],
    [90_000, 0],
  ]),
  row("sine, down to 0", 60_000, sine, { kind: "sine", ratePerSec: 300, amplitude: 1, periodMs: 8000 }, [
    [0, 300],
    [2000, 600],
    [4000, 300],
    [6000, 0],
    [8000 * 5 + 2000, 600],
    [1000, 300 * (1 + Math.SQRT1_2)],
  ]),
  row(
    "diurnal, two days from half past three",
    48_000,
    diurnal,
    { kind: "diurnal", ratePerSec: 300, peak: 3, periodMs: 24_000, startHour: 3.5 },
    [
      [16_500, 900],
      [16_500 + 24_000, 900],
    ],
  ),
  row(
    "spike",
    30_000,
    spike,
    { kind: "spike", ratePerSec: 200, peak: 5, atMs: 5000, riseMs: 2000, holdMs: 4000, fallMs: 8000 },
    [
      [0, 200],
      [5000, 200],
      [6000, 600],
      [7000, 1000],
      [11_000, 1000],
      [13_000, 800],
      [19_000, 200],
      [1e7, 200],
    ],
  ),
  row(
    "spike without a rise",
    30_000,
    spike,
    { kind: "spike", ratePerSec: 200, peak: 5, atMs: 0, riseMs: 0, holdMs: 4000, fallMs: 0 },
    [
      [0, 1000],
      [3999, 1000],
      [4000, 200],
    ],
  ),
  row(
    "flash crowd",
    60_000,
    flashCrowd,
    { kind: "flash-crowd", ratePerSec: 100, peak: 9, atMs: 5000, riseMs: 4000, decayMs: 10_000 },
    [
      [0, 100],
      [5000, 100],
      [7000, 500],
      [9000, 900],
      [9000 + 10_000 * Math.LN2, 500],
      [9000 + 30_000 * Math.LN2, 200],
    ],
  ),
];

describe.each(ROWS)("$name", ({ horizonMs, curve: curveOf, start, rates }) => {
  const curve = curveOf(horizonMs);

  it("has the rates of its definition", () => {
    for (const [atMs, perSec] of rates)
      expect(Math.abs(curve.ratePerSec(atMs) - perSec), `${atMs} ms`).toBeLessThan(1e-6);
  });

  it("has the integral of its rate as its cumulative", () => {
    // Midpoint rule on 1 ms: exact on lines; elsewhere its error is below T·h²·max|λ″|/24 = 60 s · 1e-6 s² · 400/s³
    // (sine: λω² = 300 · 0.62)/24 = 1e-3. All corners and jumps lie on whole ms.
    let sum = 0;
    for (let ms = 0; ms < horizonMs; ms++) {
      if (ms % 1000 === 0) expect(Math.abs(curve.cumulative(ms) - sum), `${ms} ms`).toBeLessThan(2e-3);
      sum += curve.ratePerSec(ms + 0.5) / 1000;
    }
  });

  it("finds back every moment from its cumulative, but those at which nothing arrives", () => {
    // An error ε of Λ is one of ε/λ in t where the rate is λ; ε is rounding of Λ, 1e-11 of some 10^4 at most, and
    // Newton's 1e-7 ms squared. Where the rate is close to 0 only Λ itself can be found back.
    const inverse = curve.inverter();
    for (let ms = 0; ms < horizonMs; ms += 7.3) {
      const s = curve.cumulative(ms);
      const found = inverse(s);
      expect(Math.abs(curve.cumulative(found) - s), `Λ at ${ms} ms`).toBeLessThan(1e-8);
      if (curve.ratePerSec(ms) > 1) expect(Math.abs(found - ms), `${ms} ms`).toBeLessThan(1e-5);
    }
  });

  it("has as many Poisson arrivals in every second as its curve says, by χ²", () => {
    // Independent Poisson counts with means m_i ≥ 5 (others are left out, and must be 0 where m_i is): X² has mean n
    // and variance 2n + Σ 1/m_i. Band 4 σ on each of 4 fixed seeds.
    for (const seed of [1, 2, 3, 4]) {
      const seconds = horizonMs / 1000;
      const counts = new Float64Array(seconds);
      const next = start(1, seed, horizonMs);
      for (let at = next(); at < horizonMs; at = next()) {
        const second = Math.floor(at / 1000);
        counts[second] = (counts[second] ?? 0) + 1;
      }
      let [x2, n, variance] = [0, 0, 0];
      for (const [second, count] of counts.entries()) {
        const mean = curve.cumulative((second + 1) * 1000) - curve.cumulative(second * 1000);
        if (mean === 0) expect(count).toBe(0);
        if (mean < 5) continue;
        x2 += (count - mean) ** 2 / mean;
        n++;
        variance += 2 + 1 / mean;
      }
      expect(Math.abs(x2 - n), `seed ${seed}: X² ${x2} of ${n} seconds`).toBeLessThan(
        4 * Math.sqrt(variance),
      );
    }
  });

  it("with cv 3, has gaps of cv 3 and mean 1 once the curve is taken out", () => {
    // Λ(t_i) is a gamma renewal process again. ĉ of n gaps: standard error c·√((1 + c²)/(2n)) (contract suite);
    // their mean: c/√n.
    const times: number[] = [];
    for (const seed of [1, 2, 3, 4]) {
      const next = start(3, seed, horizonMs);
      let earlier = curve.cumulative(next());
      for (let at = next(); at < horizonMs; at = next()) {
        const s = curve.cumulative(at);
        times.push(s - earlier);
        earlier = s;
      }
    }
    const n = times.length;
    const mean = times.reduce((sum, gap) => sum + gap, 0) / n;
    const cv = Math.sqrt(times.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / n) / mean;
    expect(n).toBeGreaterThan(10_000);
    expect(Math.abs(mean - 1)).toBeLessThan((4 * 3) / Math.sqrt(n));
    expect(Math.abs(cv - 3)).toBeLessThan(4 * 3 * Math.sqrt(10 / (2 * n)));
  });
});

describe("any piecewise curve", () => {
  const curveArbitrary = fc
    .record({
      gapsMs: fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 0, maxLength: 12 }),
      rates: fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e5, noNaN: true })), {
        minLength: 13,
        maxLength: 13,
      }),
      interpolation: fc.constantFrom("linear" as const, "step" as const),
    })
    .map(({ gapsMs, rates, interpolation }) => {
      let atMs = 0;
      const at = [0, ...gapsMs.map((gap) => (atMs += gap))];
      return piecewise.options.safeParse({
        kind: "piecewise",
        points: at.map((ms, i) => ({ atMs: ms, ratePerSec: rates[i] })),
        interpolation,
      });
    });
  const shares = fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 1, maxLength: 30 });

  it("satisfies Λ(Λ⁻¹(s)) = s, and Λ⁻¹(Λ(t)) = t wherever requests arrive", () => {
    fc.assert(
      fc.property(curveArbitrary, shares, (parsed, at) => {
        fc.pre(parsed.success);
        if (!parsed.success) return;
        const curve = piecewise.curve(parsed.data, { horizonMs: 1, traces: {} });
        const endMs = (parsed.data.points.at(-1)?.atMs ?? 0) + 1000;
        const inverse = curve.inverter();
        for (const share of at.toSorted((a, b) => a - b)) {
          const tMs = share * endMs;
          const s = curve.cumulative(tMs);
          const found = inverse(s);
          // Rounding: Λ is a sum of some ten terms, none above the total. Twenty units in the last place of it.
          const rounding = 20 * Number.EPSILON * (curve.cumulative(endMs * 1.2) + 1e-300);
          expect(Number.isFinite(found)).toBe(true);
          expect(found).toBeGreaterThanOrEqual(0);
          // t itself is rounded: by one part in 2^52, which moves Λ by that times λ.
          const moved = (curve.ratePerSec(found) / 1000) * found * 4 * Number.EPSILON;
          expect(Math.abs(curve.cumulative(found) - s)).toBeLessThanOrEqual(rounding + moved);
          // The same t, unless little or nothing arrives between the two.
          if (Math.abs(found - tMs) > 1e-6 * endMs) {
            expect(Math.abs(curve.cumulative((found + tMs) / 2) - s)).toBeLessThanOrEqual(rounding + moved);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("has no arrival in a silence, nor after one that lasts for ever", () => {
    const options = piecewise.options.parse({
      kind: "piecewise",
      interpolation: "step",
      points: points([0, 1000], [100, 0], [200, 1000], [300, 0]),
    });
    const context = { horizonMs: 1000, traces: {} };
    const next = piecewise.start(options, createRng(1, "arrivals"), context);
    const times = Array.from({ length: 1000 }, next);
    const finite = times.filter(Number.isFinite);
    // Poisson with mean 200, band 4 σ = 57.
    expect(Math.abs(finite.length - 200)).toBeLessThan(57);
    expect(finite.every((ms) => ms <= 100 || (ms >= 200 && ms <= 300))).toBe(true);
    expect(piecewise.meanRatePerSec(options, context)).toBeCloseTo(200, 9);
  });
});

describe("a rate curve refuses", () => {
  it.each<[string, object, RegExp]>([
    ["no points", { kind: "piecewise", points: [] }, /points/],
    [
      "a first point that is not at 0",
      { kind: "piecewise", points: points([5, 1]) },
      /first point must be at 0/,
    ],
    [
      "points out of order",
      { kind: "piecewise", points: points([0, 1], [9, 1], [9, 2]) },
      /must rise in time/,
    ],
    ["nothing but silence", { kind: "piecewise", points: points([0, 0], [9, 0]) }, /above 0/],
  ])("%s", (_, input, message) => {
    expect(piecewise.options.safeParse(input).error?.message).toMatch(message);
  });

  it("a ramp from nothing to nothing", () => {
    const { error } = ramp.options.safeParse({ kind: "ramp", fromPerSec: 0, toPerSec: 0 });
    expect(error?.message).toMatch(/above 0/);
  });
});

describe("warm-up", () => {
  it("is at the rate at the start, or at the mean where a curve starts at 0", () => {
    const context = { horizonMs: 10_000, traces: {} };
    const startOf = (fromPerSec: number) =>
      ramp.startRatePerSec?.({ kind: "ramp", fromPerSec, toPerSec: 300, cv: 1 }, context);
    expect(startOf(50)).toBe(50);
    expect(startOf(0)).toBeCloseTo(150, 9);
  });
});

describe("the day", () => {
  it.each([1, 1.5, 2, 4, 12])("has mean 1 and peak %d, and never falls below 0", (peak) => {
    const options = diurnal.options.parse({ kind: "diurnal", ratePerSec: 100, peak, periodMs: 24_000 });
    const curve = diurnal.curve(options, { horizonMs: 24_000, traces: {} });
    expect(curve.cumulative(24_000)).toBeCloseTo(2400, 6);
    const hourly = Array.from({ length: 24 }, (_, hour) => curve.ratePerSec(hour * 1000));
    expect(Math.max(...hourly)).toBeCloseTo(100 * peak, 6);
    expect(hourly[20]).toBeCloseTo(100 * peak, 6);
    expect(Math.min(...hourly)).toBe(hourly[4]);
    expect(hourly[4]).toBeGreaterThan(0);
  });

  it("is the same day wherever in it the run begins", () => {
    const at = (startHour: number) =>
      diurnal.curve(
        diurnal.options.parse({ kind: "diurnal", ratePerSec: 100, periodMs: 24_000, startHour }),
        { horizonMs: 24_000, traces: {} },
      );
    const midnight = at(0);
    for (const startHour of [0, 1, 6.25, 23.5, 24]) {
      const curve = at(startHour);
      for (const hour of [0, 0.1, 5.7, 13, 20, 23.9]) {
        const sinceStartMs = ((hour - startHour + 24) % 24) * 1000;
        expect(curve.ratePerSec(sinceStartMs)).toBeCloseTo(midnight.ratePerSec(hour * 1000), 6);
      }
    }
  });
});
