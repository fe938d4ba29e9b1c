import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PointSummary, VariantAccuracy } from "../../../src/result/sweep-result.ts";
import type { Axis } from "../../../src/sweep/axes.ts";
import { paretoSet } from "../../../src/sweep/findings/pareto.ts";
import { summary, variant } from "../findings.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32", "int8"] },
  { name: "batch", values: ["1", "2"] },
];
const ACCURACY = [variant("fp32", { reference: true, accuracy: 0.97 }), variant("int8", { accuracy: 0.95 })];

/** Few different values, so that ties are common. */
const figure = fc.integer({ min: 1, max: 4 });
const points = fc
  .array(
    fc.record({ precision: fc.constantFrom("fp32", "int8"), p95: figure, perSec: figure, cost: figure }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((all) =>
    all.map(({ precision, p95, perSec, cost }, i) =>
      summary(
        { precision, batch: String(i) },
        { latencyMs: { p95 }, inferencesPerSec: perSec, costPerMillionInferences: cost },
      ),
    ),
  );

/** Straight from the definition. */
function beats(one: PointSummary, other: PointSummary, accuracy: readonly VariantAccuracy[]): boolean {
  const goodness = ({ point, latencyMs, inferencesPerSec, costPerMillionInferences }: PointSummary) => [
    1 / (latencyMs.p95 ?? 1),
    inferencesPerSec ?? 0,
    1 / (costPerMillionInferences ?? 1),
    accuracy.find((known) => known.variant === point.precision)?.accuracy ?? 0,
  ];
  const [a, b] = [goodness(one), goodness(other)];
  return a.every((x, i) => x >= (b[i] ?? 0)) && a.some((x, i) => x > (b[i] ?? 0));
}

it.each([
  ["with accuracy", ACCURACY],
  ["without", []],
])("no member is beaten, and every other point is beaten by a member (%s)", (_, accuracy) => {
  fc.assert(
    fc.property(points, (all) => {
      const set = paretoSet(AXES, all, accuracy);
      const members = all.filter(({ point }) => set.includes(point));
      expect(members.length).toBe(set.length);
      expect(members.length).toBeGreaterThan(0);
      for (const one of all) {
        const beaten = members.some((member) => beats(member, one, accuracy));
        expect(beaten).toBe(!members.includes(one));
      }
    }),
  );
});

it("does not depend on the order of the points", () => {
  fc.assert(
    fc.property(points, (all) => {
      const batches = (set: PointSummary["point"][]) => set.map(({ batch }) => batch).sort();
      expect(batches(paretoSet(AXES, all.toReversed(), ACCURACY))).toEqual(
        batches(paretoSet(AXES, all, ACCURACY)),
      );
    }),
  );
});

describe("a point", () => {
  const exact = summary({ precision: "fp32", batch: "1" }, { inferencesPerSec: 100, latencyMs: { p95: 10 } });
  const faster = summary({ precision: "int8", batch: "1" }, { inferencesPerSec: 200, latencyMs: { p95: 5 } });

  it("that is slower in every way is in the set where it is more exact", () => {
    expect(paretoSet(AXES, [exact, faster], ACCURACY)).toEqual([exact.point, faster.point]);
    expect(paretoSet(AXES, [exact, faster], [])).toEqual([faster.point]);
  });

  it("without a figure that others have is not in the set; a figure that nobody has is left out", () => {
    const noLatency = summary({ precision: "fp32", batch: "2" }, { inferencesPerSec: 900 });
    expect(paretoSet(AXES, [exact, noLatency], ACCURACY)).toEqual([exact.point]);
    expect(paretoSet(AXES, [noLatency], ACCURACY)).toEqual([noLatency.point]);
    expect(paretoSet(AXES, [summary({ precision: "fp32" })], [])).toEqual([]);
  });

  it("that was only probed is no rival of measured ones", () => {
    const probe = summary(
      { precision: "int8", batch: "2" },
      { state: "probed", takes: 0, inferencesPerSec: 900, latencyMs: { p95: 1 } },
    );
    expect(paretoSet(AXES, [exact, probe], [])).toEqual([exact.point]);
    expect(paretoSet(AXES, [probe], [])).toEqual([probe.point]);
  });
});
