import { expect, test } from "vitest";
import { measureSchema } from "../../src/result/measure.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { claimMeasureOf } from "../../src/sweep/claims/claim-measure.ts";
import { measureOf, unmeasured } from "../../src/sweep/measure.ts";
import { summarisePoints } from "../../src/sweep/summarise.ts";
import { runResult, troubledRun } from "../report/run/fixture.ts";

const planned = { point: { batch: "8" }, take: 0, durationMs: 1000 };

test("a measure counts who kept a limit among all that were scheduled", () => {
  const run = runResult({ slo: ["p95<=20ms", "p99<=1h"], errorShare: 0.1 });
  const measure = measureSchema.parse(
    measureOf("a", planned, 1, run, ["p95<=20ms", "p99<=1h"].map(objectiveOf)),
  );
  const [tight, loose] = measure.objectives;
  expect(loose).toMatchObject({ within: run.requests.ok, scheduled: run.requests.scheduled, holds: false });
  expect(tight?.within).toBeLessThan(run.requests.ok);
  expect(tight?.within).toBeGreaterThan(0);
  expect(tight?.holds).toBe(false);
  expect(measure.failedShare).toBeCloseTo(run.requests.failed / run.requests.scheduled);
});

test("percentiles of a measure are over all that were scheduled: failed ones are infinitely slow", () => {
  const run = runResult({ errorShare: 0.07 });
  const { scheduled, failed, ok } = run.requests;
  const { latencyMs } = measureOf("a", planned, 1, run, []);
  expect(failed / scheduled).toBeGreaterThan(0.05);
  expect(latencyMs).toMatchObject({ p95: null, p99: null, mean: run.latencyMs.response.mean });
  // The p90 of all is the time that 90 % of all keep, which is more than 90 % of the answered ones.
  const histogram = Histogram.decode(run.histograms.response);
  expect(latencyMs.p90).toBeCloseTo(histogram.percentileMs((90 * scheduled) / ok), 1);
  expect(latencyMs.p90).toBeGreaterThan(run.latencyMs.response.p90 ?? 0);
  const sound = runResult({});
  expect(measureOf("a", planned, 1, sound, []).latencyMs.p95).toBe(sound.latencyMs.response.p95);
});

test("the margin of an objective is over all that were scheduled, and not finite where too many failed", () => {
  const margins = (errorShare: number) => {
    const run = runResult({ slo: ["p90<=1h", "p99<=1h"], errorShare });
    return measureOf("a", planned, 1, run, ["p90<=1h", "p99<=1h"].map(objectiveOf)).objectives.map(
      ({ margin, holds }) => [margin === null ? null : margin > 0, holds],
    );
  };
  expect(margins(0)).toEqual([
    [true, true],
    [true, true],
  ]);
  expect(margins(0.07)).toEqual([
    [true, true],
    [null, false],
  ]);
});

test("a claim is about no run of which more than 1 % failed, and about times over all requests otherwise", () => {
  const none = { inferencesPerSec: null, p50Ms: null, p95Ms: null, tailMs: null };
  expect(claimMeasureOf(runResult({ errorShare: 0.07 }))).toEqual(none);
  const run = runResult({});
  const { p50, p95 } = run.latencyMs.response;
  expect(claimMeasureOf(run)).toMatchObject({ p50Ms: p50, p95Ms: p95, tailMs: (p95 ?? 0) - (p50 ?? 0) });
});

test("an objective that a run was too short to judge is open", () => {
  const run = runResult({ seconds: 2, slo: ["p999<=1h"] });
  const [objective] = measureOf("a", planned, 1, run, [objectiveOf("p999<=1h")]).objectives;
  expect(objective).toMatchObject({ holds: null, within: run.requests.ok });
  const reasons = [{ code: "too-few-samples", message: "", cure: "" }];
  const short = { ...run, verdict: { ...run.verdict, valid: false, reasons } };
  expect(measureOf("a", planned, 1, short, [objectiveOf("p999<=1h")])).toMatchObject({
    valid: true,
    reasons: ["too-few-samples"],
  });
});

test("a run that is not valid says why", () => {
  const run = troubledRun();
  const { valid, reasons } = measureOf("a", planned, 2, run, []);
  expect(valid).toBe(false);
  expect(reasons).toEqual(run.verdict.reasons.map(({ code }) => code));
});

const take = (inferencesPerSec: number, others: object = {}) => ({
  ...unmeasured("a", planned, 1, ""),
  valid: true,
  reasons: [],
  inferencesPerSec,
  ...others,
});
test("a point is the median of its whole, valid takes", () => {
  const [point] = summarisePoints(
    [take(100), take(130), take(1000), take(5, { valid: false }), take(9999, { durationMs: 200 })],
    1000,
  );
  expect(point).toMatchObject({ takes: 3, state: "measured", inferencesPerSec: 130, holds: null });
});

test("probes stand in where there is nothing else, and an invalid point has no figures", () => {
  expect(
    summarisePoints([take(100, { durationMs: 200 }), take(120, { durationMs: 200 })], 1000),
  ).toMatchObject([{ takes: 0, state: "probed", inferencesPerSec: 110 }]);
  expect(summarisePoints([unmeasured("a", planned, 1, "late")], 1000)).toMatchObject([
    { takes: 0, state: "invalid", inferencesPerSec: null, reasons: ["late"] },
  ]);
});

test.each([
  [[[96, true]], true],
  [[[94, false]], false],
  [
    [
      [96, true],
      [93, false],
    ],
    false,
  ],
  [
    [
      [98, true],
      [93, false],
    ],
    true,
  ],
  [[[100, null]], null],
  [
    [
      [100, null],
      [96, true],
    ],
    true,
  ],
] as const)("takes that keep p95 with %j of 100 hold it together: %s", (takes, holds) => {
  const measures = takes.map(([within, holds]) =>
    take(1, {
      objectives: [
        {
          objective: "p95<=1s",
          within,
          scheduled: 100,
          share: 0.95,
          margin: null,
          worth: null,
          answer: null,
          holds,
        },
      ],
    }),
  );
  expect(summarisePoints(measures, 1000)[0]?.holds).toBe(holds);
});

test("without objectives there is nothing to hold", () => {
  expect(summarisePoints([take(1)], 1000)[0]?.holds).toBeNull();
});
