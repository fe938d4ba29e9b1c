import { expect, it } from "vitest";
import { timelineBins } from "../../../src/report/run/charts/timeline-bins.ts";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import { goodRun } from "./fixture.ts";

const WEEK_S = 604_800;

/** A run of a week that was offered 100 requests in each second. */
function week(windowMs: number) {
  const perWindow = (windowMs / 1000) * 100;
  const count = (WEEK_S * 1000) / windowMs;
  const one = { phase: "measure" as const, failed: 0, inFlight: 3, p50Ms: 2, p99Ms: 9, maxMs: 20 };
  const run = goodRun();
  return {
    ...run,
    windowMs,
    windows: Array.from({ length: count }, (_, at) => ({
      ...one,
      startMs: at * windowMs,
      offered: perWindow,
      ok: perWindow,
    })),
    load: { ...run.load, offeredPerSec: 100 },
  };
}

it.each([1000, 10_000])(
  "the report of a week in windows of %i ms is drawn, with rates per second",
  async (windowMs) => {
    const run = week(windowMs);
    expect(renderRunSummary(run, { colour: false })).toContain("VALID");
    const html = await renderRunReport(run);
    expect(html.length).toBeLessThan(1_000_000);
    expect(html).toContain(
      windowMs === 1000
        ? "The fullest second asked for 100 requests"
        : "The fullest 10 s asked for 1,000 requests",
    );
    const { bins } = timelineBins(run);
    for (const bin of bins) expect(bin.offeredPerSec).toBeCloseTo(100, 6);
    expect(bins.reduce((sum, { lengthSec }) => sum + lengthSec, 0)).toBe(WEEK_S);
  },
  // 604 800 windows take a busy machine more than the usual limit.
  300_000,
);
