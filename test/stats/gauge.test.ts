import fc from "fast-check";
import { expect, it } from "vitest";
import { Gauge } from "../../src/stats/gauge.ts";

type Sample = readonly [atMs: number, value: number];

function gaugeOf(fromMs: number, toMs: number, samples: readonly Sample[]): Gauge {
  const gauge = new Gauge({ fromMs, toMs });
  for (const [atMs, value] of samples) gauge.add(atMs, value);
  return gauge;
}

/** Samples at most 2 s apart, from 0 on. */
const samples = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1000, noNaN: true })), {
    minLength: 2,
    maxLength: 30,
  })
  .map((steps) => {
    let atMs = 0;
    return steps.map(([gapMs, value], i): Sample => {
      if (i > 0) atMs += gapMs;
      return [atMs, value];
    });
  });
const endOf = (all: readonly Sample[]) => all.at(-1)?.[0] ?? 0;
const areaOf = (gauge: Gauge) => (gauge.mean ?? 0) * gauge.coveredMs;

it("is the area under straight lines: a ramp, then a plateau", () => {
  const gauge = gaugeOf(0, 3000, [
    [0, 0],
    [1000, 200],
    [3000, 200],
  ]);
  expect(areaOf(gauge)).toBeCloseTo(500_000, 6);
  expect(gauge.mean).toBeCloseTo(500 / 3, 9);
  expect([gauge.min, gauge.max, gauge.coveredMs]).toEqual([0, 200, 3000]);
});

it("counts what lies within the span only, with the lines cut at its ends", () => {
  const ramp = [
    [0, 0],
    [2000, 200],
  ] as const;
  expect(gaugeOf(500, 1500, ramp)).toMatchObject({ mean: 100, coveredMs: 1000, min: null, max: null });
  expect(gaugeOf(3000, 4000, ramp)).toMatchObject({ mean: null, coveredMs: 0 });
});

it("says nothing of the time between samples that are far apart, or not numbers", () => {
  const gauge = gaugeOf(0, 10_000, [
    [0, 10],
    [1000, 10],
    [9000, 30],
    [10_000, 30],
  ]);
  gauge.add(10_000, null);
  expect(gauge).toMatchObject({ mean: 20, coveredMs: 2000 });
});

it("a span that is set later begins then", () => {
  const span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  const gauge = new Gauge(span);
  gauge.add(0, 5);
  gauge.add(500, 5);
  expect(gauge).toMatchObject({ mean: null, max: null });
  Object.assign(span, { fromMs: 700, toMs: 900 });
  gauge.add(1000, 10);
  expect(gauge).toMatchObject({ mean: 8, coveredMs: 200 });
});

it("two halves of a span add up to the whole, wherever it is cut", () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const end = endOf(all);
      const cut = end * share;
      const parts = areaOf(gaugeOf(0, cut, all)) + areaOf(gaugeOf(cut, end, all));
      expect(parts).toBeCloseTo(areaOf(gaugeOf(0, end, all)), 3);
    }),
  );
});

it("more samples on the same lines change nothing; the mean lies between the extremes", () => {
  fc.assert(
    fc.property(samples, (all) => {
      const between = all.flatMap((sample, i): Sample[] => {
        const next = all[i + 1];
        if (next === undefined) return [sample];
        return [sample, [(sample[0] + next[0]) / 2, (sample[1] + next[1]) / 2]];
      });
      const gauge = gaugeOf(0, endOf(all), all);
      expect(areaOf(gaugeOf(0, endOf(all), between))).toBeCloseTo(areaOf(gauge), 3);
      expect(gauge.coveredMs).toBeCloseTo(endOf(all), 6);
      expect(gauge.mean).toBeGreaterThanOrEqual((gauge.min ?? 0) - 1e-6);
      expect(gauge.mean).toBeLessThanOrEqual((gauge.max ?? 0) + 1e-6);
    }),
  );
});
