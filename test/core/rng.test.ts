import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCounterRng, createRng, exponential, gamma, normal, type Rng } from "../../src/core/rng.ts";

const N = 200_000;

function draws(draw: (rng: Rng) => number, seed: number, count = N): Float64Array {
  const rng = createRng(seed, "test");
  return Float64Array.from({ length: count }, () => draw(rng));
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const da = (a[i] ?? 0) - meanA;
    const db = (b[i] ?? 0) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Raw moments E X^n, n = 1..4, of the closed forms. Gamma(k, 1): k(k+1)…(k+n−1). */
const gammaMoment = (k: number, n: number): number =>
  Array.from({ length: n }, (_, i) => k + i).reduce((product, factor) => product * factor, 1);

interface Distribution {
  readonly name: string;
  readonly draw: (rng: Rng) => number;
  readonly moment: (n: number) => number;
}

const DISTRIBUTIONS: readonly Distribution[] = [
  { name: "uniform", draw: (rng) => rng(), moment: (n) => 1 / (n + 1) },
  { name: "exponential", draw: exponential, moment: (n) => gammaMoment(1, n) },
  { name: "normal", draw: normal, moment: (n) => (n % 2 === 1 ? 0 : [1, 1, 3, 15, 105][n / 2] ?? Number.NaN) },
  ...[0.0625, 0.5, 1, 1.0625, 4, 100].map((k) => ({
    name: `gamma of shape ${k}`,
    draw: (rng: Rng) => gamma(rng, k),
    moment: (n: number) => gammaMoment(k, n),
  })),
];

describe.each(DISTRIBUTIONS)("$name", ({ draw, moment }) => {
  it.each([1, 2, 3])("has the mean of its power %i within 5 standard errors", (power) => {
    // The mean of X^p over N draws has variance (E X^2p − (E X^p)²)/N. 5 σ: nine distributions, three powers,
    // five seeds, so a false alarm has chance 1e-4 (and the seeds are fixed).
    const expected = moment(power);
    const standardError = Math.sqrt((moment(2 * power) - expected ** 2) / N);
    for (const seed of [1, 2, 3, 4, 5]) {
      const observed = meanOf(draws(draw, seed).map((x) => x ** power));
      expect(Math.abs(observed - expected), `seed ${seed}: ${observed} for ${expected}`).toBeLessThanOrEqual(
        5 * standardError,
      );
    }
  });

  it("has no correlation between successive draws", () => {
    // The lag-1 autocorrelation of N independent draws has standard deviation 1/√N.
    const values = draws(draw, 11);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(N));
  });
});

it("draws uniforms evenly: 256 cells within the 5 σ band of χ²", () => {
  // χ² with 255 degrees of freedom: mean 255, variance 510.
  const cells = new Float64Array(256);
  for (const value of draws((rng) => rng(), 21)) cells[Math.floor(value * 256)]! += 1;
  const expected = N / 256;
  const chi2 = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(Math.abs(chi2 - 255)).toBeLessThan(5 * Math.sqrt(510));
});

it("draws uniforms with all 53 bits", () => {
  const low = new Set(Array.from(draws((rng) => rng(), 5, 1000), (value) => (value * 2 ** 53) % 2 ** 21));
  expect(low.size).toBeGreaterThan(990);
});

describe("the same arguments give the same stream, any other an independent one", () => {
  const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const first = (seed: number, stream: string) => Array.from(draws((rng) => rng(), 0, 0).length === 0 ? firstOf(createRng(seed, stream)) : []);
  const firstOf = (rng: Rng) => Array.from({ length: 20 }, rng);

  it("repeats itself, in [0, 1), for any seed", () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, stream) => {
        const values = first(seed, stream);
        expect(first(seed, stream)).toEqual(values);
        for (const value of values) expect(value >= 0 && value < 1).toBe(true);
      }),
    );
  });
});
