import { expect, it } from "vitest";
import type { Measure } from "../../src/result/measure.ts";
import { feasibilityOf } from "../../src/sweep/feasibility.ts";
import { measureAt } from "./known-server.ts";

const planned = { point: { batch: "1" }, take: 0, durationMs: 10_000 };

function take(within: number, scheduled: number, p95Ms: number | null): Measure {
  return measureAt({ perSec: 100, p95Ms: 10 }, planned, {
    objectives: [
      {
        objective: "p95<=50ms",
        within,
        scheduled,
        share: 0.95,
        worth: null,
        answer: null,
        margin: p95Ms === null ? null : Math.log(50 / p95Ms),
        holds: scheduled < 90 ? null : within / scheduled >= 0.95,
      },
    ],
    latencyMs: { mean: null, p50: null, p90: null, p95: p95Ms, p99: null },
  });
}

it("pools takes by their requests: 94 of 100 and 960 of 1000 hold p95", () => {
  expect(feasibilityOf([take(94, 100, 52), take(960, 1000, 48)]).holds).toBe(true);
  expect(feasibilityOf([take(94, 100, 52)]).holds).toBe(false);
});

it("19 of 20 hold p95, but that is too few to judge", () => {
  expect(feasibilityOf([take(19, 20, null)])).toEqual({ holds: true, judged: false, margin: null });
});

it("the margin is the logarithm of limit ÷ percentile, averaged", () => {
  expect(feasibilityOf([take(1000, 1000, 25)]).margin).toBeCloseTo(Math.log(2));
  expect(feasibilityOf([take(1000, 1000, 25), take(0, 1000, 100)]).margin).toBeCloseTo(0);
});

it("every objective must hold, and the tightest gives the margin", () => {
  const two = take(1000, 1000, 25);
  const tight = {
    objective: "p95<=20ms",
    within: 0,
    scheduled: 1000,
    share: 0.95,
    margin: Math.log(20 / 25),
    worth: null,
    answer: null,
    holds: false,
  };
  const both = feasibilityOf([{ ...two, objectives: [...two.objectives, tight] }]);
  expect(both.holds).toBe(false);
  expect(both.margin).toBeCloseTo(Math.log(20 / 25));
});

it("of token times no percentile is at hand: there is a verdict and no margin", () => {
  const objectives = [
    {
      objective: "ttft.p95<=50ms",
      within: 100,
      scheduled: 100,
      share: 0.95,
      margin: null,
      worth: null,
      answer: null,
      holds: true,
    },
  ];
  expect(feasibilityOf([{ ...take(1, 1, 25), objectives }])).toEqual({
    holds: true,
    judged: true,
    margin: null,
  });
});

it("nothing scheduled holds nothing, and no objective always holds", () => {
  expect(feasibilityOf([take(0, 0, null)]).holds).toBe(false);
  expect(feasibilityOf([{ ...take(0, 0, null), objectives: [] }])).toEqual({
    holds: true,
    judged: true,
    margin: null,
  });
});

it("an objective that is not about single requests holds by the mean of its takes", () => {
  const about = (margin: number, holds: boolean) => ({
    ...take(1, 1, null),
    objectives: [
      {
        objective: "throughput>=300/s",
        within: null,
        scheduled: null,
        share: null,
        margin,
        worth: null,
        answer: null,
        holds,
      },
    ],
  });
  const [more, less] = [about(Math.log(310 / 300), true), about(Math.log(295 / 300), false)];
  expect(feasibilityOf([more, less])).toMatchObject({ holds: true, judged: true });
  expect(feasibilityOf([less, less, more])).toMatchObject({ holds: false });
});
