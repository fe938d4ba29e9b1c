import { expect, test } from "vitest";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { textOf } from "../page-text.ts";
import { goodRun, scaled } from "./fixture.ts";

const SPOT: NonNullable<NonNullable<RunResult["simulation"]>["spot"]> = {
  policy: "every replica a spot machine, <b>bold</b>",
  zoneOutages: 4,
  losses: 2,
  fallbacks: 1,
  spotMachineHours: 2.93,
  fallbackMachineHours: 1.18,
  fallbackShare: 0.59,
  missingShare: 0.05,
  meanMissing: 0.07,
  byTime: [
    { when: "complete", requests: 683_842, ok: 683_842, meanMs: 5.02, p50Ms: 5, p99Ms: 5.68 },
    { when: "short", requests: 0, ok: 0, meanMs: null, p50Ms: null, p99Ms: null },
  ],
};

function withSpot(): RunResult {
  const run = scaled(goodRun());
  const simulation = run.simulation as NonNullable<RunResult["simulation"]>;
  return { ...run, simulation: { ...simulation, spot: SPOT } };
}

test("the summary says what was lost, what stood in, and response times apart", () => {
  const text = renderRunSummary(withSpot(), { colour: false });
  expect(text).toContain("4 outages of zones took 2 serving machines away");
  expect(text).toMatch(
    /1 on-demand machine ordered in their place, which stood in for 59(\.0)? % of the time/,
  );
  expect(text).toMatch(/every replica there +683,842 +100 % +5\.02 ms +5\.00 ms +5\.68 ms/);
  expect(text).toMatch(/some missing +0 +— +— +— +—/);
  for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
});

test("the page has the same, and a policy is text", async () => {
  const page = await renderRunReport(withSpot());
  expect(page).toContain("&lt;b&gt;bold&lt;/b&gt;");
  expect(textOf(page)).toContain("replicas were missing for 5.00 % of it");
});
