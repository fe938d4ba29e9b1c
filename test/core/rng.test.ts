import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createCounterRng,
  createRng,
  exponential,
  gamma,
  gammaSampler,
  normal,
  type Rng,
} from "../../src/core/rng.ts";

const N = 100_000;

function draws(draw: (rng: Rng) => number, seed: number): Float64Array {
  const rng = createRng(seed, "test");
  return Float64Array.from({ length: N }, () => draw(rng));
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const da = (a[i] ?? 0) - meanA;
    const db = (b[i] ?? 0) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}

/** E X^n of Gamma(k, 1): k(k+1)…(k+n−1). */
const gammaMoment = (k: number, n: number): number =>
  Array.from({ length: n }, (_, i) => k + i).reduce((product, factor) => product * factor, 1);

/** N draws of one sampler, as `draws` gives N first draws. */
function sampled(shape: number, seed: number): Float64Array {
  return Float64Array.from({ length: N }, gammaSampler(createRng(seed, "test"), shape));
}

const NORMAL_MOMENTS: readonly number[] = [1, 0, 1, 0, 3, 0, 15];

describe.each<{ name: string; draw: (rng: Rng) => number; moment: (n: number) => number }>([
  { name: "uniform", draw: (rng) => rng(), moment: (n) => 1 / (n + 1) },
  { name: "exponential", draw: exponential, moment: (n) => gammaMoment(1, n) },
  { name: "normal", draw: normal, moment: (n) => NORMAL_MOMENTS[n] ?? Number.NaN },
  ...[0.0625, 0.5, 1, 1.0625, 4, 100].map((k) => ({
    name: `gamma of shape ${k}`,
    draw: (rng: Rng) => gamma(rng, k),
    moment: (n: number) => gammaMoment(k, n),
  })),
])("$name", ({ draw, moment }) => {
  it.each([1, 2, 3])(
    "seed %i: the means of X, X² and X³ are within 5 standard errors of the closed form",
    (seed) => {
      // The mean of X^p over N draws has variance (E X^2p − (E X^p)²)/N. There are 81 such means here: by chance
      // one of them leaves its 5 σ band in one of 20 000 sets of seeds, and the seeds are fixed.
      const values = draws(draw, seed);
      for (const power of [1, 2, 3]) {
        const expected = moment(power);
        const standardError = Math.sqrt((moment(2 * power) - expected ** 2) / N);
        const observed = meanOf(values.map((x) => x ** power));
        expect(Math.abs(observed - expected), `E X^${power}: ${observed} for ${expected}`).toBeLessThan(
          5 * standardError,
        );
      }
    },
  );

  it("has no correlation between successive draws", () => {
    // The lag-1 autocorrelation of N independent draws has standard deviation 1/√N.
    const values = draws(draw, 11);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(N));
  });
});

describe.each([0.0625, 0.5, 1, 1.0625, 4, 100])("gammaSampler of shape %d", (shape) => {
  it("keeps the moments and the independence of single draws, though it keeps half of its normal draws", () => {
    // Bands as above: 5 standard errors of the mean of X^p, 4/√N for the lag-1 and lag-2 correlations.
    const values = sampled(shape, 1);
    for (const power of [1, 2, 3]) {
      const expected = gammaMoment(shape, power);
      const standardError = Math.sqrt((gammaMoment(shape, 2 * power) - expected ** 2) / N);
      expect(Math.abs(meanOf(values.map((x) => x ** power)) - expected)).toBeLessThan(5 * standardError);
    }
    for (const lag of [1, 2])
      expect(Math.abs(correlation(values.slice(lag), values.slice(0, -lag)))).toBeLessThan(4 / Math.sqrt(N));
  });

  it("has the distribution of the sum of two independent draws of half the shape", () => {
    // Gamma(k) = Gamma(k/2) + Gamma(k/2). Two-sample Kolmogorov-Smirnov: P(D > 1.95·√(2/N)) = 0.001.
    const halves = [sampled(shape / 2, 2), sampled(shape / 2, 3)] as const;
    const sums = halves[0].map((x, i) => x + (halves[1][i] ?? 0)).sort();
    const whole = sampled(shape, 1).sort();
    let [i, j, distance] = [0, 0, 0];
    while (i < N && j < N) {
      if ((whole[i] ?? 0) <= (sums[j] ?? 0)) i++;
      else j++;
      distance = Math.max(distance, Math.abs(i - j) / N);
    }
    expect(distance).toBeLessThan(1.95 * Math.sqrt(2 / N));
  });
});

it("spreads uniform draws evenly over 256 cells", () => {
  // χ² with 255 degrees of freedom has mean 255 and variance 510; band 5 σ.
  const cells = new Array<number>(256).fill(0);
  for (const value of draws((rng) => rng(), 21))
    cells[Math.floor(value * 256)] = (cells[Math.floor(value * 256)] ?? 0) + 1;
  const chi2 = cells.reduce((sum, count) => sum + (count - N / 256) ** 2 / (N / 256), 0);
  expect(Math.abs(chi2 - 255)).toBeLessThan(5 * Math.sqrt(510));
});

it("draws uniforms with 53 bits: the lowest 21 of 1000 draws are nearly all different", () => {
  // Expected repeats among 1000 of 2^21 values: 1000²/2/2^21 = 0.24.
  const rng = createRng(5, "test");
  expect(new Set(Array.from({ length: 1000 }, () => (rng() * 2 ** 53) % 2 ** 21)).size).toBeGreaterThan(990);
});

describe("createRng", () => {
  const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const sequence = (seed: number, stream: string) => Array.from({ length: 20 }, createRng(seed, stream));

  it("repeats itself, in [0, 1), for any seed and stream", () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, stream) => {
        const values = sequence(seed, stream);
        expect(sequence(seed, stream)).toEqual(values);
        expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
      }),
    );
  });

  it("gives another sequence for every other seed, those above 2^32 included", () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        fc.pre(a !== b);
        expect(sequence(a, "arrivals")).not.toEqual(sequence(b, "arrivals"));
      }),
    );
    for (const above of [2 ** 32, 2 ** 33, 2 ** 52])
      expect(sequence(1 + above, "x")).not.toEqual(sequence(1, "x"));
  });

  it.each<[string, [number, string], [number, string]]>([
    ["two streams of one seed", [1, "arrivals"], [1, "warmup"]],
    ["neighbouring seeds", [1, "arrivals"], [2, "arrivals"]],
    ["seeds that differ above 2^32 only", [1, "arrivals"], [1 + 2 ** 32, "arrivals"]],
    ["streams whose names differ in one digit", [1, "payload 1"], [1, "payload 2"]],
  ])("%s are uncorrelated", (_, a, b) => {
    // Two independent sequences of N draws have a correlation of standard deviation 1/√N.
    const [x, y] = [a, b].map(([seed, stream]) => Float64Array.from({ length: N }, createRng(seed, stream)));
    expect(Math.abs(correlation(x as Float64Array, y as Float64Array))).toBeLessThan(4 / Math.sqrt(N));
  });
});

describe("createCounterRng", () => {
  it("gives the value of an index whatever was drawn before it", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat({ max: 2 ** 31 - 1 }), { minLength: 1 }), (seed, indexes) => {
        const forwards = indexes.map(createCounterRng(seed, "payload"));
        const backwards = [...indexes].reverse().map(createCounterRng(seed, "payload")).reverse();
        expect(backwards).toEqual(forwards);
        expect(forwards.every((value) => value >= 0 && value < 1)).toBe(true);
      }),
    );
  });

  it("is even, and uncorrelated between neighbours, seeds and streams", () => {
    const column = (seed: number, stream: string, from = 0) => {
      const draw = createCounterRng(seed, stream);
      return Float64Array.from({ length: N }, (_, i) => draw(i + from));
    };
    const payload = column(1, "payload");
    // Mean of N uniforms: 1/2 ± 1/√(12N); their second moment: 1/3 ± √(4/45)/√N.
    expect(Math.abs(meanOf(payload) - 1 / 2)).toBeLessThan(4 / Math.sqrt(12 * N));
    expect(Math.abs(meanOf(payload.map((x) => x * x)) - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / N));
    for (const other of [
      column(1, "payload", 1),
      column(2, "payload"),
      column(1 + 2 ** 32, "payload"),
      column(1, "payload of x"),
    ]) {
      expect(Math.abs(correlation(payload, other))).toBeLessThan(4 / Math.sqrt(N));
    }
  });
});
