import { describe, expect, it } from "vitest";
import type { Measure } from "../../../src/result/measure.ts";
import type { Axis } from "../../../src/sweep/axes.ts";
import { answersOf } from "../../../src/sweep/findings/answers.ts";
import { summarisePoints } from "../../../src/sweep/summarise.ts";
import { measure, summary } from "../findings.ts";

const AXES: Axis[] = [{ name: "rate", values: ["100", "1000"] }];

function atRate(rate: number, p95: number, failedShare: number, given: Partial<Measure> = {}): Measure {
  return measure(
    { rate: String(rate) },
    {
      requestsPerSec: 100,
      inferencesPerSec: 100,
      scheduled: 1000,
      failedShare,
      latencyMs: { mean: 15, p50: 15, p90: 27, p95, p99: 36 },
      costPerMillionInferences: 1.46,
      ...given,
    },
  );
}

function answers(measures: readonly Measure[], wish: "latency" | "throughput", slo: string[]) {
  const all = measures.map((one) => ({
    ...one,
    objectives: slo.map((objective) => ({
      objective,
      within: 1000 * (1 - (one.failedShare ?? 0)),
      scheduled: 1000,
      share: 0.05,
      margin: null,
      worth: null,
      answer: null,
      holds: true,
    })),
  }));
  return answersOf({
    axes: AXES,
    goal: { wish, slo, accuracy: null },
    measures: all,
    points: summarisePoints(all, 10_000),
    accuracy: [],
    price: { currency: "USD", isExample: true },
    partial: false,
  });
}

describe.each([
  ["nobody limits failures", []],
  ["the user allows them", ["errors<=95%"]],
])("a point at which 90 % of the requests fail, where %s", (_, slo) => {
  it("has no latency: it is not the fastest, and not in the Pareto set", () => {
    const { best, pareto } = answers([atRate(100, 40, 0), atRate(1000, 30, 0.9)], "latency", slo);
    expect(best).toEqual({ point: { rate: "100" }, score: 40 });
    expect(pareto).toEqual([{ rate: "100" }]);
  });
});

describe("where the user allows failures", () => {
  it("the answer says the share that failed beside the p95, and why there is none", () => {
    const some = answers([atRate(100, 40, 0.02)], "throughput", ["errors<=95%"]);
    expect(some.answer).toContain("at p95 40.0 ms, where 2.0 % of requests failed, for $1.46");
    const many = answers([atRate(100, 40, 0.06)], "throughput", ["errors<=95%"]);
    expect(many.answer).toContain("at no p95, because 6.0 % of requests failed, for $1.46");
  });

  it("no point is the fastest when each has failures in its tail, and the reason is said", () => {
    const { best, bestAbsent } = answers([atRate(100, 40, 0.06), atRate(1000, 30, 0.2)], "latency", [
      "errors<=95%",
    ]);
    expect(best).toBeNull();
    expect(bestAbsent).toBe(
      "none of 2 points has a finite p95: more than 5 % of the requests failed (6.0 % at the least), and a failed request " +
        "is infinitely slow",
    );
  });

  it("one take with failures in its tail among three makes that of all infinite, when the tail of all does not hold them", () => {
    const takes = [0, 0, 0.2].map((failedShare, take) => atRate(100, 40, failedShare, { take }));
    const [point] = summarisePoints(takes, 10_000);
    expect(point?.failedShare).toBeCloseTo(0.2 / 3);
    expect(point?.latencyMs).toMatchObject({ p50: 15, p95: null, p99: null });
  });
});

describe("what points say together leaves out those at which more than 1 % failed", () => {
  const loads = (failedShare: number) =>
    ["1", "2", "4", "8"].map((concurrency, i) =>
      summary(
        { batch: "1", concurrency },
        {
          // Refusals are quick: the last load looks best of all.
          inferencesPerSec: [100, 150, 1000, 160][i] ?? null,
          latencyMs: { mean: [10, 13, 1, 50][i] ?? null },
          failedShare: i === 2 ? failedShare : 0,
        },
      ),
    );
  const axes: Axis[] = [
    { name: "batch", values: ["1"] },
    { name: "concurrency", values: ["1", "2", "4", "8"] },
  ];
  const found = (failedShare: number) =>
    answersOf({
      axes,
      goal: { wish: "throughput", slo: ["errors<=95%"], accuracy: null },
      measures: [],
      points: loads(failedShare),
      accuracy: [],
      price: { currency: "USD", isExample: true },
      partial: false,
    });

  it("from the knees", () => {
    expect(found(0).knees[0]?.knee).toBe(4);
    expect(found(0.5).knees[0]?.knee).toBe(2);
    expect(found(0.5).knees[0]?.absent).toMatch(
      /^3 of its loads could be measured without more than 1 % of failures/,
    );
  });

  it("from the effects", () => {
    const ratioAt = (failedShare: number) =>
      found(failedShare).effects[1]?.levels.find(({ value }) => value === "4");
    expect(ratioAt(0)).toMatchObject({ ratio: expect.closeTo(10), pairs: 1 });
    expect(ratioAt(0.5)).toMatchObject({ ratio: null, pairs: 0 });
  });
});
