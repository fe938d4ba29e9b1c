import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/core/rng.ts";
import { lognormalFactor, quantileFactor } from "../../../src/simulator/service/jitter.ts";
import { type CurvePoint, valueAt } from "../../../src/simulator/service/step-curve.ts";

/** A curve whose values never fall. */
const rising = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 10, noNaN: true })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((steps) => {
    let [size, value] = [0, 0];
    return steps.map(([more, higher]): CurvePoint => {
      size += more;
      value += higher;
      return { size, value };
    });
  });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("valueAt", () => {
  it("gives what was measured at measured sizes", () => {
    fc.assert(
      fc.property(rising, share, (points, step) => {
        for (const { size, value } of points) expect(valueAt(points, size, step)).toBeCloseTo(value, 9);
      }),
    );
  });

  it("never falls where the measured values do not", () => {
    fc.assert(
      fc.property(
        rising,
        share,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 50 }),
        (points, step, size, more) => {
          expect(valueAt(points, size + more, step)).toBeGreaterThanOrEqual(
            valueAt(points, size, step) - 1e-9,
          );
        },
      ),
    );
  });

  it("lies between the line and the next size", () => {
    fc.assert(
      fc.property(rising, share, fc.integer({ min: 1, max: 400 }), (points, step, size) => {
        const value = valueAt(points, size, step);
        expect(value).toBeGreaterThanOrEqual(valueAt(points, size, 0) - 1e-9);
        expect(value).toBeLessThanOrEqual(valueAt(points, size, 1) + 1e-9);
      }),
    );
  });

  it("steps as engines do, but not over sizes that are far apart", () => {
    const points = [
      { size: 1, value: 1 },
      { size: 64, value: 4 },
      { size: 128, value: 6 },
    ];
    expect(valueAt(points, 65, 1)).toBe(6);
    expect(valueAt(points, 96, 0)).toBe(5);
    expect(valueAt(points, 96, 0.5)).toBe(5.5);
    expect(valueAt(points, 2, 1)).toBeLessThan(1.1);
    expect(valueAt(points, 256, 1)).toBe(10);
  });
});

describe("jitter", () => {
  const mean = (draw: (rng: () => number) => number) => {
    const rng = createRng(1, "jitter");
    return Array.from({ length: 40_000 }, () => draw(rng)).reduce((sum, factor) => sum + factor, 0) / 40_000;
  };

  it("has mean 1, whatever it is drawn from", () => {
    expect(mean(lognormalFactor(0.3))).toBeCloseTo(1, 1.7);
    const quantiles = [
      { share: 0.5, timeMs: 10 },
      { share: 0.95, timeMs: 14 },
      { share: 0.99, timeMs: 30 },
    ];
    expect(mean(quantileFactor(quantiles))).toBeCloseTo(1, 2);
  });

  it("draws nothing that was not measured", () => {
    const draw = quantileFactor([
      { share: 0.1, timeMs: 8 },
      { share: 0.9, timeMs: 12 },
    ]);
    expect(draw(() => 0)).toBeCloseTo(0.8, 9);
    expect(draw(() => 0.999)).toBeCloseTo(1.2, 9);
  });
});
