import { expect, test } from "vitest";
import { chartSpec } from "../../../src/report/charts/chart.ts";
import { SWEEP_CHARTS } from "../../../src/report/sweep/charts/index.ts";
import type { SweepResult } from "../../../src/result/sweep-result.ts";
import { chartContract, drawing } from "../chart-contract.ts";
import { deepFreeze } from "../deep-freeze.ts";
import {
  adaptiveSweep,
  BROKEN_INT8,
  bareSweep,
  emptySweep,
  invalidSweep,
  lengthsSweep,
  richSweep,
  sweepResult,
} from "./fixture.ts";

const full = deepFreeze(sweepResult());
const broken = deepFreeze(sweepResult({ accuracy: BROKEN_INT8 }));
const adaptive = deepFreeze(adaptiveSweep());

chartContract<SweepResult>(SWEEP_CHARTS, {
  rich: deepFreeze(richSweep()),
  empty: deepFreeze(emptySweep()),
  dead: deepFreeze(invalidSweep()),
  others: { full, adaptive, bare: deepFreeze(bareSweep()), lengths: deepFreeze(lengthsSweep()) },
});

/** Everything that a chart draws, as text. */
function specOf(chart: keyof typeof SWEEP_CHARTS, result: SweepResult): string {
  return JSON.stringify(chartSpec(SWEEP_CHARTS[chart], result, { width: 760 }));
}

/** The points that a chart is given, with one of the properties. */
function marks<Mark>(chart: keyof typeof SWEEP_CHARTS, result: SweepResult, property: string): Mark[] {
  const found: Mark[] = [];
  JSON.parse(specOf(chart, result), (_key, value) => {
    if (typeof value === "object" && value !== null && property in value) found.push(value);
    return value;
  });
  return found;
}

test("the objective stands in the charts of latency with the limit it was given", async () => {
  for (const chart of ["latencyByLoad", "pareto"] as const)
    expect(await drawing(SWEEP_CHARTS[chart], full)).toContain("objective p95 ≤ 50 ms");
});

test("an objective at p99 is shown at p99, and not over the p95 of the Pareto chart", () => {
  const at99 = { ...full, goal: { ...full.goal, slo: ["p99<=80ms"] } };
  expect(SWEEP_CHARTS.latencyByLoad.caption(at99)).toContain("Solid: p99");
  expect(SWEEP_CHARTS.batchByLoad.caption(at99)).toContain("p99 in ms");
  expect(specOf("latencyByLoad", at99)).toContain("objective p99 ≤ 80 ms");
  expect(specOf("pareto", at99)).not.toContain("objective");
});

test("latency against load shows each variant where it was best, and the 15 others in grey", () => {
  const shown = new Set(marks<{ variant: string }>("latencyByLoad", full, "quantile").map((m) => m.variant));
  expect([...shown].map((label) => label.split(",")[0])).toEqual(["fp32", "fp16", "int8"]);
  expect(SWEEP_CHARTS.latencyByLoad.caption(full)).toContain("Grey: p95 of 15 other configurations.");
});

test("the map has a cell for each point, and its line runs where holding ends", () => {
  const cells = marks<{ column: number; row: number; holds: boolean; right?: number }>(
    "batchByLoad",
    full,
    "strength",
  );
  expect(cells.filter((cell) => cell.right === undefined)).toHaveLength(90);
  const columns = full.axes.find(({ name }) => name === "concurrency")?.values ?? [];
  const rows = full.axes.find(({ name }) => name === "batch")?.values ?? [];
  const holdsAt = (precision: string, column: number, row: number) =>
    full.points.find(
      ({ point }) =>
        point.precision === precision && point.concurrency === columns[column] && point.batch === rows[row],
    )?.holds;
  const parted = ["fp32", "fp16", "int8"].flatMap((precision) =>
    columns.flatMap((_, column) =>
      rows.flatMap((_, row) =>
        [holdsAt(precision, column + 1, row), holdsAt(precision, column, row + 1)].filter(
          (next) => next !== undefined && next !== holdsAt(precision, column, row),
        ),
      ),
    ),
  );
  const sides = [...specOf("batchByLoad", full).matchAll(/\{"x":\d+,"x2":\d+,"y":\d+,"y2":\d+\}/g)];
  expect(parted.length).toBeGreaterThan(10);
  expect(sides).toHaveLength(parted.length);
});

test("the Pareto chart rings the best and names it", () => {
  const ringed = marks<{ best: boolean; perSec: number }>("pareto", full, "inSet").filter(({ best }) => best);
  const best = full.points.find(
    ({ point }) => point === full.best?.point || JSON.stringify(point) === JSON.stringify(full.best?.point),
  );
  expect(new Set(ringed.map(({ perSec }) => perSec))).toEqual(new Set([best?.inferencesPerSec]));
  expect(SWEEP_CHARTS.pareto.caption(full)).toContain("The ring marks the best: int8");
  // One run a point: what was seen is no proof.
  expect(SWEEP_CHARTS.pareto.caption(full)).toContain("that no other was seen to beat in latency");
  expect(SWEEP_CHARTS.pareto.caption(full)).not.toMatch(/no other (beats|can)|for nothing/);
});

test("a variant that is not accurate enough is hollow, and said to be barred", () => {
  const points = marks<{ variant: string; full: boolean }>("pareto", broken, "inSet");
  expect(new Set(points.filter((point) => !point.full).map(({ variant }) => variant))).toEqual(
    new Set(["int8"]),
  );
  expect(SWEEP_CHARTS.pareto.caption(broken)).toContain("int8, in hollow marks, may not be recommended");
  expect(specOf("throughputByVariant", broken)).toContain("never recommended");
});

test("points that were only probed are hollow, and those without a valid run are counted", () => {
  const probed = adaptive.points.filter(({ state }) => state === "probed").length;
  const hollow = marks<{ full: boolean; inSet: boolean }>("pareto", adaptive, "inSet").filter(
    (point) => !point.full,
  );
  expect(probed).toBeGreaterThan(5);
  expect(hollow.length).toBeGreaterThanOrEqual(probed);
  for (const chart of [SWEEP_CHARTS.pareto, SWEEP_CHARTS.latencyByLoad])
    expect(chart.caption(adaptive)).toMatch(/Hollow: only probed.*Not drawn: 1 point without a valid run\.$/);
});

test("throughput is compared at the best point's settings where every variant was measured there", () => {
  const caption = SWEEP_CHARTS.throughputByVariant.caption(full);
  const { precision: _, ...settings } = full.best?.point ?? {};
  expect(caption).toContain(`all at ${settings.batch} items a request, ${settings.concurrency} in flight`);
});

test("without settings that all variants share there is no comparison at equal ones", () => {
  const apart = sweepResult({
    state: ({ precision, batch }) =>
      (precision === "int8") === (batch === "8") ? "measured" : "not measured",
  });
  expect(SWEEP_CHARTS.throughputByVariant.caption(apart)).toContain("no comparison at equal settings");
  expect(specOf("throughputByVariant", apart)).not.toContain("at equal settings:");
});

test("a load in requests per second is drawn like one in flight", async () => {
  const rates = sweepResult({
    axes: { precision: ["fp32", "int8"], batch: ["1", "8"], rate: ["50", "100", "200"] },
  });
  expect(await drawing(SWEEP_CHARTS.latencyByLoad, rates)).toContain("requests per second");
});
