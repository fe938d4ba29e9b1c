import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, normal } from "../../src/core/rng.ts";
import { type ChangeRule, changePoints } from "../../src/stats/e-divisive.ts";

const RULE: ChangeRule = { alpha: 0.05, permutations: 99, fewest: 3 };
const find = (values: readonly number[], rule: Partial<ChangeRule> = {}) =>
  changePoints(values, { ...RULE, ...rule }, createRng(1, "permutations"));

/** Values around levels, of which each holds for so many of them. */
function steps(seed: number, ...levels: readonly (readonly [level: number, count: number])[]): number[] {
  const rng = createRng(seed, "noise");
  return levels.flatMap(([level, count]) => Array.from({ length: count }, () => level + normal(rng)));
}

test("a series without a change has a change point in at most alpha of all cases", () => {
  const series = 200;
  const found = Array.from({ length: series }, (_, seed) => find(steps(seed, [10, 24]))).filter(
    (points) => points.length > 0,
  );
  // 95 % of 200 draws at 5 % are at most 15; the seeds are fixed, so that the count is too.
  expect(found.length).toBeLessThanOrEqual(15);
  expect(found.length).toBeGreaterThan(0);
});

test("values that do not differ have none", () => {
  expect(find(Array.from({ length: 50 }, () => 7))).toEqual([]);
});

test("too few values to show anything have none, however large the step", () => {
  expect(find([1, 1, 1, 9, 9, 9])).toEqual([]);
  for (const values of [[], [1], [1, 2, 3]]) expect(find(values)).toEqual([]);
});

test("a step is found within a few values of its place, up or down", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 32 }), fc.boolean(), fc.nat(1000), (before, isUp, seed) => {
      const points = find(steps(seed, [10, before], [isUp ? 14 : 6, 40 - before]));
      expect(points.length).toBeGreaterThan(0);
      expect(Math.min(...points.map(({ at }) => Math.abs(at - before)))).toBeLessThanOrEqual(1);
      expect(points[0]?.p).toBeLessThanOrEqual(RULE.alpha);
    }),
    { numRuns: 20, seed: 7 },
  );
});

test("a rise that falls back is two change points", () => {
  const at = find(steps(3, [10, 40], [15, 12], [10, 40])).map((point) => point.at);
  expect(at).toHaveLength(2);
  expect(Math.abs((at[0] as number) - 40)).toBeLessThanOrEqual(1);
  expect(Math.abs((at[1] as number) - 52)).toBeLessThanOrEqual(1);
});

test("a single outlier is no change", () => {
  const values = steps(4, [10, 40]);
  values[20] = 60;
  expect(find(values)).toEqual([]);
});

describe("what must not matter does not", () => {
  const values = steps(5, [10, 20], [13, 20], [8, 20]);
  const points = find(values);

  test("there are points", () => {
    expect(points.map(({ at }) => at)).toEqual([20, 40]);
  });

  test("unit and zero of the scale", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.integer({ min: -50, max: 50 }),
        (scale, shift) => {
          expect(find(values.map((value) => value * scale + shift))).toEqual(points);
        },
      ),
      { numRuns: 10, seed: 1 },
    );
  });

  test("the direction of better", () => {
    expect(find(values.map((value) => -value))).toEqual(points);
  });

  test("the order within the stretches on both sides", () => {
    const mirrored = [values.slice(0, 20), values.slice(20, 40), values.slice(40)].flatMap((part) =>
      part.toReversed(),
    );
    expect(find(mirrored).map(({ at }) => at)).toEqual([20, 40]);
  });

  test("the same seed gives the same points", () => {
    expect(find(values)).toEqual(points);
  });
});

test("two points are never nearer than the fewest values of a stretch", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 40 }), (values) => {
      const ends = [0, ...find(values, { fewest: 4 }).map(({ at }) => at), values.length];
      for (const [i, end] of ends.slice(1).entries())
        expect(end - (ends[i] as number)).toBeGreaterThanOrEqual(4);
    }),
    { numRuns: 20, seed: 2 },
  );
});
