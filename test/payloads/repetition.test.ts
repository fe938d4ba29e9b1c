import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  REPETITIONS,
  type Repetition,
  repetitionRule,
  repetitionSchema,
  startPicking,
} from "../../src/payloads/repetition/index.ts";

const ARBITRARY: Readonly<Record<Repetition["kind"], fc.Arbitrary<Repetition>>> = {
  uniform: fc.constant({ kind: "uniform" }),
  zipf: fc.double({ min: 0.01, max: 10, noNaN: true }).map((exponent) => ({ kind: "zipf", exponent })),
  unique: fc.constant({ kind: "unique" }),
  drift: fc.constant({ kind: "drift" }),
};
const progress = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe.each(Object.keys(REPETITIONS) as Repetition["kind"][])("%s", (kind) => {
  it("picks within the pool, the same for the same seed, request and moment, in any order", () => {
    fc.assert(
      fc.property(
        ARBITRARY[kind],
        fc.integer({ min: 50, max: 3000 }),
        fc.nat(),
        fc.array(fc.tuple(fc.nat({ max: 49 }), progress), { minLength: 1 }),
        (repetition, count, seed, asked) => {
          expect(repetitionSchema.parse(repetition)).toEqual(repetition);
          const once = startPicking(repetition, count, seed);
          const picks = asked.map(([seq, at]) => once(seq, at));
          for (const pick of picks) expect(Number.isInteger(pick) && pick >= 0 && pick < count).toBe(true);
          const again = startPicking(repetition, count, seed);
          const backwards = asked.toReversed().map(([seq, at]) => again(seq, at));
          expect(backwards.reverse()).toEqual(picks);
        },
      ),
    );
  });

  it("picks from a pool of one", () => {
    const [repetition = { kind: "uniform" }] = fc.sample(ARBITRARY[kind], { numRuns: 1, seed: 1 });
    expect(startPicking(repetition, 1, 5)(0, 0.999)).toBe(0);
  });

  it("says what it is", () => {
    const [repetition = { kind: "uniform" }] = fc.sample(ARBITRARY[kind], { numRuns: 1, seed: 1 });
    expect(REPETITIONS[kind].title).toMatch(/^[a-z].*[^.]$/);
    expect(repetitionRule(repetition).describe(repetition, 901)).toContain("901");
  });
});

/** χ² of observed counts against expected ones, and its band: mean + 5 standard deviations. */
function expectFrequencies(counts: readonly number[], expected: readonly number[]): void {
  const chi2 = counts.reduce(
    (sum, count, i) => sum + (count - (expected[i] ?? 0)) ** 2 / (expected[i] ?? 1),
    0,
  );
  const freedom = counts.length - 1;
  expect(chi2).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
}

function countPicks(repetition: Repetition, count: number, picks: number, at = 0): number[] {
  const pick = startPicking(repetition, count, 11);
  const counts = new Array<number>(count).fill(0);
  for (let seq = 0; seq < picks; seq++) {
    const index = pick(seq, at);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

it("uniform uses every payload equally often", () => {
  expectFrequencies(countPicks({ kind: "uniform" }, 16, 20_000), new Array(16).fill(20_000 / 16));
});

it.each([0.6, 1, 1.1, 2])(
  "zipf with exponent %d follows (k + 1)^−s, and the first payload is the most popular",
  (exponent) => {
    const weights = Array.from({ length: 50 }, (_, k) => (k + 1) ** -exponent);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const picks = 40_000;
    expectFrequencies(
      countPicks({ kind: "zipf", exponent }, 50, picks),
      weights.map((weight) => (picks * weight) / sum),
    );
  },
);

it("unique gives request n payload n, and throws rather than repeat one", () => {
  const pick = startPicking({ kind: "unique" }, 100, 3);
  expect(Array.from({ length: 100 }, (_, seq) => pick(seq, 0))).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
  expect(() => pick(100, 0)).toThrow("no payload of its own");
});

describe("drift", () => {
  it.each([
    [0, 0, 99],
    [0.5, 150, 249],
    [1, 300, 399],
  ])("at progress %d picks evenly from %d to %d of 400", (at, first, last) => {
    const counts = countPicks({ kind: "drift" }, 400, 10_000, at);
    expect([counts.findIndex(Boolean), counts.findLastIndex(Boolean)]).toEqual([first, last]);
  });

  it("moves the mean pick along p·(n − w) + w/2", () => {
    const pick = startPicking({ kind: "drift" }, 400, 1);
    const mean = (at: number) => {
      let sum = 0;
      for (let seq = 0; seq < 4000; seq++) sum += pick(seq, at) + 0.5;
      return sum / 4000;
    };
    // Standard error of a mean over a window of 100: 100/√12/√4000 = 0.46.
    for (const at of [0, 0.25, 0.5, 0.75]) expect(Math.abs(mean(at) - (at * 300 + 50))).toBeLessThan(2);
  });
});

it("differs between seeds", () => {
  const picks = (seed: number) => {
    const pick = startPicking({ kind: "zipf", exponent: 0.8 }, 100, seed);
    return Array.from({ length: 40 }, (_, seq) => pick(seq, 0));
  };
  expect(picks(1)).not.toEqual(picks(2));
});
