import { describe, expect, it } from "vitest";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { textOf } from "../page-text.ts";
import { closedRun, runResult } from "./fixture.ts";

/** A valid run whose objective is missed, with failures in half of a second. */
const MISSED = runResult({ slo: ["p99<=2ms", "p50<=10s"] });

describe("a valid run that misses an objective", () => {
  it("does not begin with a word that reads as passed: terminal, title and badge say the same", async () => {
    expect(MISSED.verdict.valid).toBe(true);
    expect(renderRunSummary(MISSED, { colour: false })).toMatch(/^OBJECTIVE MISSED /);
    const html = await renderRunReport(MISSED);
    expect(html).toMatch(/<title>[^<]*\(objective missed\)/);
    expect(html).toContain('<span class="badge bad">OBJECTIVE MISSED</span>');
    expect(html).not.toContain('<span class="badge good">');
  });
});

describe("the page of a run", () => {
  const failing: RunResult = {
    ...MISSED,
    target: { ...MISSED.target, weights: "unknown" },
    load: { ...MISSED.load, offeredPerSec: 93.7, plannedPerSec: 110 },
    requests: {
      ...MISSED.requests,
      failed: Math.ceil(MISSED.requests.scheduled * 0.25),
      outage: {
        fromMs: 12_000,
        toMs: 22_000,
        toEnd: false,
        failed: 400,
        outages: 1,
        failedInAll: 400,
      },
    },
    verdict: {
      ...MISSED.verdict,
      checks: [
        {
          code: "not-steady",
          title: "no trend or step was found",
          observed: "does not apply: too short a run to tell",
          limit: "none",
          holds: true,
          applies: false,
        },
      ],
    },
  };

  it("names percentiles of the answers as such where requests failed, marks no check as held that does not apply", async () => {
    const html = await renderRunReport(failing);
    const text = textOf(html);
    expect(text).toContain("p99 of the answers");
    expect(text).toContain("failed: over all requests there is none");
    expect(text).toContain("– does not apply");
    expect(text).toContain("as drawn; the process's mean is 110.0/s");
    expect(
      text.match(/From 12 s to 22 s of the measured part \(10 s\) no request was answered ok/g),
    ).toHaveLength(1);
    expect(text).not.toContain("weights are trained is not known");
    expect(html).toContain("seconds since the measured part began");
  });

  it("shows the long-run mean only beside a draw that is far from it", async () => {
    const near = { ...MISSED, load: { ...MISSED.load, offeredPerSec: 108, plannedPerSec: 110 } };
    const text = textOf(await renderRunReport(near));
    expect(text).toContain("as drawn");
    expect(text).not.toContain("the process's mean");
  });

  it("calls what is shaded outside the measured part, whose answers may come in it", async () => {
    const text = textOf(await renderRunReport(MISSED));
    expect(text).toContain("outside the measured part.");
    expect(text).not.toContain("not counted in any figure");
  });
});

describe("a closed loop that grows", () => {
  const closed = closedRun();
  const planned = closed.scenario.load;
  if (planned.kind !== "closed") throw new Error("it is a closed loop");
  const growing: RunResult = {
    ...closed,
    scenario: { ...closed.scenario, load: { ...planned, rampFrom: 1 } },
  };

  it("says that its percentiles mix all levels, and one that does not grow says nothing of levels", async () => {
    const words = /the percentiles mix all levels from 1 to \d+/;
    expect(textOf(await renderRunReport(growing))).toMatch(words);
    expect(renderRunSummary(growing, { colour: false }).replace(/\s+/g, " ")).toMatch(words);
    expect(textOf(await renderRunReport(closed))).not.toContain("levels");
  });
});
