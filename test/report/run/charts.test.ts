import { expect, test } from "vitest";
import { renderSvg } from "../../../src/report/charts/render.ts";
import { RUN_CHARTS } from "../../../src/report/run/charts/index.ts";
import { timelineBins } from "../../../src/report/run/charts/timeline-bins.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { Histogram } from "../../../src/stats/histogram.ts";
import { chartContract, drawing } from "../chart-contract.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { deadRun, emptyRun, goodRun, scaled, streamed, troubledRun } from "./fixture.ts";

const good = deepFreeze(goodRun());
const troubled = deepFreeze(scaled(streamed(troubledRun())));
const dead = deepFreeze(deadRun());
const empty = deepFreeze(emptyRun());

const draw = (chart: keyof typeof RUN_CHARTS, result: RunResult) => drawing(RUN_CHARTS[chart], result);

chartContract<RunResult>(RUN_CHARTS, { rich: troubled, empty, dead, others: { good } });

test("the drawing refuses to load anything", async () => {
  const spec = { data: { url: "https://example.com/data.json" }, mark: "point", encoding: {} } as const;
  await expect(renderSvg(spec)).rejects.toThrow("charts load nothing");
});

test("a slower answer moves the percentile curve and its caption", async () => {
  const histogram = Histogram.decode(good.histograms.response);
  histogram.recordMs(9000);
  const slower = {
    ...good,
    histograms: { ...good.histograms, response: histogram.encode() },
    latencyMs: { ...good.latencyMs, response: { ...good.latencyMs.response, max: 9000 } },
  };
  expect(await draw("latencyPercentiles", slower)).not.toBe(await draw("latencyPercentiles", good));
  expect(RUN_CHARTS.latencyPercentiles.caption(slower)).toContain("9.00 s");
});

test("the percentile curve ends at 1 − 1/n, with the slowest answer", () => {
  const drawn = RUN_CHARTS.latencyPercentiles.spec(good, { width: 760 });
  const text = JSON.stringify(drawn);
  const tails = [...text.matchAll(/"tail":([\d.]+),"ms":([\d.]+),"measure":"response time"/g)];
  expect(Number(tails.at(-1)?.[1])).toBe(good.latencyMs.response.count);
  expect(Number(tails.at(-1)?.[2]) / (good.latencyMs.response.max ?? 0)).toBeCloseTo(1, 2);
});

test("objectives stand in the percentile chart with the limit they were given", async () => {
  expect(await draw("latencyPercentiles", good)).toContain("objective p99 ≤ 1.5 s");
});

test("a fuller second moves the timeline", async () => {
  const windows = good.windows.map((window, i) => (i === 20 ? { ...window, offered: 4321 } : window));
  expect(RUN_CHARTS.timeline.caption({ ...good, windows })).toContain("4,321");
  expect(await draw("timeline", { ...good, windows })).not.toBe(await draw("timeline", good));
});

test("an hour is drawn as 360 bins of ten seconds, each with its worst second", () => {
  const second = good.windows[10];
  if (second === undefined) throw new Error("the fixture has windows");
  const windows = Array.from({ length: 3600 }, (_, i) => ({
    ...second,
    startMs: i * 1000,
    maxMs: i === 7 ? 777 : 1,
  }));
  const { bins, widthMs } = timelineBins({ ...good, windows });
  expect([bins.length, widthMs, bins[0]?.maxMs, bins[1]?.maxMs]).toEqual([360, 10_000, 777, 1]);
});

test("a second without a p99 breaks the line", async () => {
  const windows = good.windows.map((window, i) => (i % 10 === 5 ? { ...window, p99Ms: null } : window));
  const svg = await draw("timeline", { ...good, windows });
  expect(svg.match(/d="M[^"]*M[^"]*"/g)?.length ?? 0).toBeGreaterThan(0);
});

test("failures carry their kind and count", async () => {
  const failure = { outcome: "shed", failure: "none", status: 429, count: 1234, example: null } as const;
  const svg = await draw("failures", {
    ...good,
    requests: { ...good.requests, failed: 1234, failures: [failure] },
  });
  expect(svg).toContain("shed 429: 1,234");
});

test("window lengths without an IDC are left out and named", () => {
  expect(RUN_CHARTS.burstiness.caption(good)).toContain("Left out: windows of 10 s, 60 s");
});

test("evenly spaced traffic, with an IDC of 0, is drawn", async () => {
  const windows = { "1": { count: 60, idc: 0, peakToMean: 1 }, "2": { count: 30, idc: 0, peakToMean: 1 } };
  const metrics = { ...good.burst.planned, windows };
  expect(await draw("burstiness", { ...good, burst: { planned: metrics, sent: metrics } })).toMatch(/^<svg/);
});
