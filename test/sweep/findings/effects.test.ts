import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal } from "../../../src/core/rng.ts";
import type { PointSummary } from "../../../src/result/sweep-result.ts";
import { type Axis, gridOf } from "../../../src/sweep/axes.ts";
import { effectsOf } from "../../../src/sweep/findings/effects.ts";
import { summary } from "../findings.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32", "fp16", "int8"] },
  { name: "batch", values: ["1", "4"] },
  { name: "concurrency", values: ["1", "2", "4"] },
];

function surface(perSec: (point: PointSummary["point"]) => number): PointSummary[] {
  return gridOf(AXES).map((point) => {
    const texts = point as PointSummary["point"];
    return summary(texts, { inferencesPerSec: perSec(texts) });
  });
}

const level = (points: readonly PointSummary[], axis: string, value: string) =>
  effectsOf(AXES, points)
    .find((effect) => effect.axis === axis)
    ?.levels.find((one) => one.value === value);

it("where each axis multiplies throughput, finds every factor, with no spread", () => {
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(factor, factor, factor, factor, (fp16, int8, batch4, perLoad) => {
      const precisions: Record<string, number> = { fp32: 1, fp16, int8 };
      const points = surface(
        (point) =>
          70 *
          (precisions[point.precision ?? ""] ?? 0) *
          (point.batch === "4" ? batch4 : 1) *
          perLoad ** Math.log2(Number(point.concurrency)),
      );
      expect((level(points, "precision", "fp16")?.ratio ?? 0) / fp16).toBeCloseTo(1, 9);
      expect((level(points, "precision", "int8")?.ratio ?? 0) / int8).toBeCloseTo(1, 9);
      expect((level(points, "batch", "4")?.ratio ?? 0) / batch4).toBeCloseTo(1, 9);
      const quadrupled = level(points, "concurrency", "4");
      expect((quadrupled?.ratio ?? 0) / perLoad ** 2).toBeCloseTo(1, 9);
      expect((quadrupled?.interval?.high ?? 0) / (quadrupled?.interval?.low ?? 0)).toBeCloseTo(1, 6);
    }),
  );
});

it("the first value is the one that the others are held against", () => {
  expect(
    level(
      surface(() => 5),
      "precision",
      "fp32",
    ),
  ).toEqual({ value: "fp32", ratio: 1, interval: null, pairs: 0 });
});

it("counts pairs that differ in the axis alone", () => {
  const points = surface(() => 5);
  expect(level(points, "precision", "int8")?.pairs).toBe(6);
  expect(level(points, "batch", "4")?.pairs).toBe(9);
  const holed = points.filter(({ point }) => !(point.precision === "fp32" && point.batch === "4"));
  expect(level(holed, "precision", "int8")?.pairs).toBe(3);
});

describe("leaves out", () => {
  it("probes and points without a figure", () => {
    const points = surface((point) => (point.precision === "int8" ? 20 : 10)).map((one) =>
      one.point.concurrency === "1"
        ? { ...one, state: "probed" as const }
        : one.point.concurrency === "2"
          ? { ...one, inferencesPerSec: 0 }
          : one,
    );
    expect(level(points, "precision", "int8")).toMatchObject({ pairs: 2 });
    expect(level(points, "precision", "int8")?.ratio).toBeCloseTo(2);
  });

  it("the interval of one pair, and the ratio of none", () => {
    const at = (point: PointSummary["point"], perSec: number) => summary(point, { inferencesPerSec: perSec });
    const two = [
      at({ precision: "fp32", batch: "1", concurrency: "1" }, 10),
      at({ precision: "int8", batch: "1", concurrency: "1" }, 15),
    ];
    expect(level(two, "precision", "int8")).toEqual({ value: "int8", ratio: 1.5, interval: null, pairs: 1 });
    expect(level(two, "batch", "4")).toEqual({ value: "4", ratio: null, interval: null, pairs: 0 });
  });
});

it("the interval is Student's over the logarithms of the ratios", () => {
  const points = surface((point) => (point.precision === "int8" && point.batch === "4" ? 40 : 10));
  const { ratio, interval } = level(points, "precision", "int8") ?? {};
  expect(ratio).toBeCloseTo(2);
  // Three logarithms of 0 and three of ln 4: standard deviation ln 4 · √0.3; t with 5 degrees of freedom is 2.5706.
  const half = (2.5705818 * Math.log(4) * Math.sqrt(0.3)) / Math.sqrt(6);
  expect(interval?.low).toBeCloseTo(2 * Math.exp(-half), 6);
  expect(interval?.high).toBeCloseTo(2 * Math.exp(half), 6);
});

it("the interval holds the average over the settings in about 95 of 100 sweeps", () => {
  const rng = createRng(1, "effects");
  const intervals = Array.from({ length: 400 }, () => {
    const points = surface((point) => (point.precision === "int8" ? 1.5 : 1) * Math.exp(0.05 * normal(rng)));
    return level(points, "precision", "int8")?.interval ?? { low: 0, high: 0 };
  });
  const missed = intervals.filter(({ low, high }) => low > 1.5 || high < 1.5).length;
  // A true 5 % misses 34 or more of 400 with a chance of 0.2 %, 8 or fewer with one of 0.1 %.
  expect(missed).toBeLessThan(34);
  expect(missed).toBeGreaterThan(8);
});
