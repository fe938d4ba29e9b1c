import { expect, it } from "vitest";
import { renderInspection } from "../../src/report/trace/text.ts";
import { type TraceInspection, TraceInspector } from "../../src/traces/inspection.ts";
import { LengthCounts } from "../../src/traces/length-counts.ts";
import { RateTimeline, sparkline } from "../../src/traces/rate-timeline.ts";
import { generate } from "./traffic.ts";

function inspect(times: Iterable<number>): TraceInspection {
  const inspector = new TraceInspector();
  for (const atMs of times) inspector.add(atMs, 5, Number.NaN);
  return inspector.finish("t.csv", { format: "csv", arrivals: 0, repairs: [], notes: [] });
}

it("keys IDC and peak to mean by window in seconds, null below 30 windows", () => {
  const inspection = inspect(generate({ kind: "poisson", ratePerSec: 20 }, 400, 1));
  expect(Object.keys(inspection.idc).sort()).toEqual(["0.1", "1", "10", "60"]);
  expect(inspection.idc["10"]).toBeGreaterThan(0.5);
  expect(inspection.idc["60"]).toBeNull();
  expect(inspection.peakToMean["60"]).toBeNull();
  expect(inspection.windows["60"]).toBe(6);
  expect(inspection.inputLength).toEqual({ mean: 5, median: 5, p99: 5, max: 5 });
  expect(inspection.outputLength).toBeNull();
});

it("shows every figure, at most 100 columns wide, and why one is missing", () => {
  const text = renderInspection(inspect(generate({ kind: "poisson", ratePerSec: 20 }, 60, 1)));
  for (const part of [
    "arrivals",
    "CV",
    "IDC",
    "peak ÷ mean",
    "above twice the mean",
    "Hurst",
    "tokens",
    "—: fewer",
  ])
    expect(text).toContain(part);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

it("quantiles of lengths are exact: 1 to 100 have median 50, p99 99", () => {
  const lengths = new LengthCounts();
  for (let i = 100; i >= 1; i--) lengths.add(i);
  lengths.add(Number.NaN);
  expect(lengths.summary()).toEqual({ mean: 50.5, median: 50, p99: 99, max: 100 });
});

it("bins of the rate join as time goes on, and lose no arrival", () => {
  const timeline = new RateTimeline();
  for (let sec = 0; sec <= 1000; sec++) timeline.add(sec * 1000);
  const { binSec, perSec } = timeline.rates();
  expect(binSec).toBe(3.2);
  expect(perSec.reduce((sum, rate) => sum + rate * binSec, 0)).toBeCloseTo(999, -1);
});

it("a sparkline shows the peak of each column", () => {
  expect(sparkline([0, 1, 2, 4], 4)).toBe(" ▃▅█");
  expect(sparkline([0, 0, 0, 8], 2)).toBe(" █");
});
