import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { judgeLatency } from "../../src/stats/judge-latency.ts";
import { summarise } from "../../src/stats/latency.ts";
import { rankOf } from "../../src/stats/rank.ts";
import { LengthCounts } from "../../src/traces/length-counts.ts";

/** The rank by the definition, in whole numbers: the least k with 1 000 000 · k ≥ millionths · n. */
const exactRank = (millionths: number, n: number): number =>
  Number((BigInt(millionths) * BigInt(n) + 999_999n) / 1_000_000n);

it("is the least whole number of values that a percentile asks for, whatever floating point makes of it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 500_000_000 }),
      (millionths, n) => {
        expect(rankOf(millionths / 10_000, n)).toBe(exactRank(millionths, n));
      },
    ),
  );
});

it("is the rank that a percentage was made of, whatever the rank", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(1_000_000), (rank, more) => {
      const n = rank + more;
      expect(rankOf((100 * rank) / n, n)).toBe(rank);
    }),
  );
});

describe("p99.9 of a run and of its objective are the same value", () => {
  // Where 99.9 / 100 · n is a whole number, floating point may lie above it by more than its own rounding.
  it.each([41_000, 82_000, 83_000, 5000, 4603, 100_000])("of %d requests", (n) => {
    const rank = exactRank(999_000, n);
    const histogram = new Histogram();
    for (let i = 0; i < n; i++) histogram.recordMs(i < rank ? 10 : 20);
    const objective = objectiveOf("p99.9<=15ms");
    if (objective.kind !== "latency") throw new Error("it is about a latency");
    const judged = judgeLatency(objective, histogram, n);
    expect(judged.holds).toBe(true);
    expect(judged.observed).toBeCloseTo(10, 1);
    expect(summarise(histogram).p999).toBe(judged.observed);
  });
});

it("gives every percentile of a histogram, and of recorded lengths, by the same rank", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(50, 90, 95, 99, 99.9),
      fc.integer({ min: 1, max: 90_000 }),
      (percentile, n) => {
        const rank = exactRank(Math.round(percentile * 10_000), n);
        const histogram = new Histogram();
        histogram.counts.recordValueWithCount(1000, rank);
        if (rank < n) histogram.counts.recordValueWithCount(2000, n - rank);
        expect(histogram.percentileMs(percentile)).toBeCloseTo(1, 2);
      },
    ),
  );
  const lengths = new LengthCounts();
  for (let i = 1; i <= 4100; i++) lengths.add(i);
  expect(lengths.summary()).toMatchObject({ median: 2050, p99: 4059, max: 4100 });
});
