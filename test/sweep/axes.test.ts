import fc from "fast-check";
import { expect, test } from "vitest";
import { AXES, AXIS_NAMES, type Axis, configurationOf, gridOf, keyOf } from "../../src/sweep/axes.ts";
import { axisValues } from "../../src/sweep/axis-values.ts";

test.each([
  ["batch", ["1,2,4"], ["1", "2", "4"]],
  ["batch", ["8", "2"], ["2", "8"]],
  ["batch", ["1..32x2"], ["1", "2", "4", "8", "16", "32"]],
  ["batch", ["1..20x3"], ["1", "3", "9"]],
  ["batch", ["4,1..3+1"], ["1", "2", "3", "4"]],
  ["batch", ["16,16.0"], ["16"]],
  ["concurrency", ["1..64x2,48"], ["1", "2", "4", "8", "16", "32", "48", "64"]],
  ["rate", ["100..130+10"], ["100", "110", "120", "130"]],
  ["rate", ["0.1..0.8x2"], ["0.1", "0.2", "0.4", "0.8"]],
  ["maxDelay", ["5ms,500us,1ms"], ["500us", "1ms", "5ms"]],
  ["precision", ["int8,fp32"], ["int8", "fp32"]],
  ["lengths", ["lognormal:mean=60,cv=0.8", "fixed:32"], ["lognormal:mean=60,cv=0.8", "fixed:32"]],
] as const)("%s %j are the values %j", (name, given, values) => {
  expect(axisValues(name, given)).toEqual(values);
});

test.each([
  ["batch", ["0"], "above 0"],
  ["batch", ["1.5"], "whole number"],
  ["batch", ["many"], "whole number"],
  ["batch", [""], "empty"],
  ["batch", ["1,,2"], "empty"],
  ["concurrency", ["1..64"], "does not say its steps"],
  ["concurrency", ["64..1x2"], "does not rise"],
  ["concurrency", ["1..64x1"], "does not rise"],
  ["concurrency", ["0..64+8"], "does not rise"],
  ["batch", ["1..10x1.5"], "no whole number"],
  ["batch", ["1..1000+1"], "more than 64"],
  ["batch", ["1..40+1", "50..90+1"], "81 values"],
  ["maxDelay", ["5"], "no duration"],
] as const)("%s %j is refused: %s", (name, given, problem) => {
  expect(axisValues(name, given)).toEqual({ problem: expect.stringContaining(problem) });
});

test("values of numbers rise, and no two are the same", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }), (numbers) => {
      const values = (axisValues("batch", [numbers.join(",")]) as string[]).map(Number);
      expect(values).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    }),
  );
});

const axes = fc
  .uniqueArray(fc.constantFrom(...AXIS_NAMES), { minLength: 0, maxLength: 4 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .uniqueArray(fc.nat(99).map(String), { minLength: 1, maxLength: 4 })
          .map((values) => ({ name, values }) as unknown as Axis),
      ),
    ),
  );

test("a grid has every combination once, and a key tells them apart", () => {
  fc.assert(
    fc.property(axes, (axes) => {
      const grid = gridOf(axes);
      expect(grid).toHaveLength(axes.reduce((product, { values }) => product * values.length, 1));
      expect(new Set(grid.map(keyOf)).size).toBe(grid.length);
      for (const point of grid) for (const { name, values } of axes) expect(values).toContain(point[name]);
    }),
  );
});

test("a key does not depend on the order of axes; a configuration has no load", () => {
  expect(keyOf({ batch: "8", precision: "int8" })).toBe(keyOf({ precision: "int8", batch: "8" }));
  const point = Object.fromEntries(AXIS_NAMES.map((name) => [name, "1"]));
  const left = Object.keys(configurationOf(point));
  expect(left).toEqual(AXIS_NAMES.filter((name) => AXES[name].role !== "load"));
});
