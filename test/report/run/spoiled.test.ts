import { expect, test } from "vitest";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { goodRun } from "./fixture.ts";

const RUN = goodRun();
const { response } = RUN.latencyMs;

/** The run with some requests that timed out or were shed. */
function survivors(timeout: number, shed: number): RunResult {
  const scheduled = 1000;
  const failed = timeout + shed;
  const byOutcome = { ok: scheduled - failed, error: 0, timeout, shed, wrong: 0, cancelled: 0 };
  return { ...RUN, requests: { ...RUN.requests, scheduled, failed, ok: scheduled - failed, byOutcome } };
}

const said = (run: RunResult) => renderRunSummary(run, { colour: false }).replaceAll(/\s+/g, " ");

test("a figure that lateness spoils is marked in the table of the terminal and in that of the report", async () => {
  const spoiled = { p50: 4, p90: 90 };
  const run = {
    ...RUN,
    latencyMs: { ...RUN.latencyMs, response: { ...response, p50: 5.11, p90: 95.11, spoiled } },
  };
  expect(said(run)).toMatch(/response 5\.11\* 95\.1\* \d/);
  expect(said(run)).toContain("response: p50 4.00 ms, p90 90.0 ms; more than --lateness allows");
  const page = await renderRunReport(run);
  expect(page).toMatch(/>5\.11\*<\/td>/);
  expect(page).toContain("of which 90.0 ms are lateness of the generator");
  expect(said(RUN)).not.toContain("spoiled");
  expect(await renderRunReport(RUN)).not.toContain("spoiled by");
});

test("times of which over 1 % of the requests are missing are said to be those of survivors", async () => {
  const half = survivors(570, 0);
  expect(said(half)).toContain(
    "of survivors: 57 % timed out, and stand in none of these times; over all scheduled requests, p50, p90, p95, p99, p99.9 of the response time have no end",
  );
  expect(await renderRunReport(half)).toContain("p50 of survivors");
  expect(said(survivors(10, 10))).toMatch(
    /1\.0 % timed out and 1\.0 % were shed.* requests, p99, p99\.9 of the/,
  );
  expect(said(survivors(5, 5))).not.toContain("survivors");
});
