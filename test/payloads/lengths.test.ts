import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LENGTHS,
  type Lengths,
  lengthDistribution,
  lengthOf,
  lengthsSchema,
} from "../../src/payloads/lengths/index.ts";

const length = fc.integer({ min: 1, max: 8192 });
const pair = fc.tuple(length, length).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const ARBITRARY: Readonly<Record<Lengths["kind"], fc.Arbitrary<Lengths>>> = {
  fixed: length.map((value) => ({ kind: "fixed", length: value })),
  uniform: pair.map(([min, max]) => ({ kind: "uniform", min, max })),
  lognormal: fc
    .tuple(pair, fc.double({ min: 0.01, max: 10, noNaN: true }))
    .map(([[mean, max], cv]) => ({ kind: "lognormal", mean, cv, max })),
  bimodal: fc
    .tuple(pair, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([[short, long], longShare]) => ({ kind: "bimodal", short, long, longShare })),
  trace: length.map((max) => ({ kind: "trace", file: "a.csv", max })),
};
/** What a trace file may hold: lengths of 0, and longer ones than any model takes. */
const SAMPLES = { "a.csv": Float64Array.of(0, 5, 5, 40, 9000) };

function draws(lengths: Lengths, count: number, seed = 7): number[] {
  return Array.from({ length: count }, (_, index) => lengthOf(lengths, seed, index, SAMPLES));
}

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, cv: Math.sqrt(variance) / mean };
}

describe.each(Object.keys(LENGTHS) as Lengths["kind"][])("%s", (kind) => {
  it("draws whole numbers within its bounds, the same for the same seed and index", () => {
    fc.assert(
      fc.property(ARBITRARY[kind], fc.nat(), fc.nat({ max: 1000 }), (lengths, seed, index) => {
        expect(lengthsSchema.parse(lengths)).toEqual(lengths);
        const [shortest, longest] = lengthDistribution(lengths).bounds(lengths, SAMPLES);
        const value = lengthOf(lengths, seed, index, SAMPLES);
        expect(Number.isInteger(value) && value >= shortest && value <= longest).toBe(true);
        expect(lengthOf(lengths, seed, index, SAMPLES)).toBe(value);
      }),
    );
  });

  it("says what it is", () => {
    expect(LENGTHS[kind].title).toMatch(/^[a-z].*[^.]$/);
    const [example] = fc.sample(ARBITRARY[kind], { numRuns: 1, seed: 1 });
    expect(example && lengthDistribution(example).describe(example)).toMatch(/\d/);
  });
});

it("lognormal has the mean and the CV that were asked for, where nothing is cut", () => {
  const { mean, cv } = moments(draws({ kind: "lognormal", mean: 200, cv: 0.8, max: 8192 }, 20_000));
  // Standard error of the mean: 0.8·200/√20000 = 1.1; of the CV, with the heavy tail, about 1.5 %.
  expect(Math.abs(mean - 200)).toBeLessThan(5);
  expect(Math.abs(cv - 0.8)).toBeLessThan(0.06);
});

it("lognormal puts at its cut what lies beyond: P(L > max)", () => {
  const found = draws({ kind: "lognormal", mean: 60, cv: 1, max: 60 }, 20_000);
  // L above its mean: σ² = ln 2, P = 1 − Φ(σ/2) = 1 − Φ(0.4163) = 0.3386, and 59.5 rounds up: 0.3419; 4 σ = 0.0134.
  const share = found.filter((value) => value === 60).length / found.length;
  expect(Math.abs(share - 0.3419)).toBeLessThan(0.0134);
});

it("uniform draws every length equally often", () => {
  const counts = new Map<number, number>();
  for (const value of draws({ kind: "uniform", min: 3, max: 12 }, 10_000))
    counts.set(value, (counts.get(value) ?? 0) + 1);
  // χ², 9 degrees of freedom: mean 9, standard deviation √18; band 5 σ.
  const chi2 = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(counts.size).toBe(10);
  expect(chi2).toBeLessThan(9 + 5 * Math.sqrt(18));
});

it("bimodal has its share of long inputs", () => {
  const found = draws({ kind: "bimodal", short: 16, long: 256, longShare: 0.1 }, 10_000);
  // 4 σ of a share of 0.1 among 10 000: 0.012.
  expect(Math.abs(found.filter((value) => value === 256).length / 10_000 - 0.1)).toBeLessThan(0.012);
  expect(new Set(found)).toEqual(new Set([16, 256]));
});

it.each([
  [{ kind: "uniform", min: 9, max: 8 }, "min"],
  [{ kind: "lognormal", mean: 100, cv: 1, max: 50 }, "mean"],
  [{ kind: "bimodal", short: 9, long: 8, longShare: 0.5 }, "short"],
  [{ kind: "fixed", length: 0 }, "length"],
  [{ kind: "fixed", length: 8193 }, "length"],
])("refuses %j at %s", (lengths, place) => {
  expect(lengthsSchema.safeParse(lengths).error?.issues.map((issue) => issue.path.join("."))).toEqual([
    place,
  ]);
});

it("a trace gives its lengths as often as it holds them, at least 1, cut to the longest allowed", () => {
  const drawn = draws({ kind: "trace", file: "a.csv", max: 50 }, 20_000);
  const share = (value: number) => drawn.filter((one) => one === value).length / drawn.length;
  expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([1, 5, 40, 50]);
  // Standard deviation of a share of 0.2 or 0.4: at most √(0.24/20000) = 0.0035; 5 sigma.
  for (const [value, expected] of [
    [1, 0.2],
    [5, 0.4],
    [40, 0.2],
    [50, 0.2],
  ] as const) {
    expect(Math.abs(share(value) - expected)).toBeLessThan(0.018);
  }
});
