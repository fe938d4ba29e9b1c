import { expect, test } from "vitest";
import { evidenceOf, whyMissing } from "../../src/gate/evidence.ts";
import { RUN_FIGURES } from "../../src/result/figures.ts";
import { latencyFigure } from "../../src/result/latency-figures.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { goodRun } from "../report/run/fixture.ts";

const P50 = latencyFigure("response", "p50");
const TTFT = latencyFigure("ttft", "p50");
const { errors: ERRORS, throughput: THROUGHPUT } = RUN_FIGURES;

const GOOD = goodRun();

/** The good run with its median at so many times its own. */
function slower(times: number, run: RunResult = GOOD): RunResult {
  const { latencyMs } = run;
  const { response } = latencyMs;
  return {
    ...run,
    latencyMs: { ...latencyMs, response: { ...response, p50: (response.p50 ?? 1) * times } },
  };
}

function invalid(code: string, run: RunResult = GOOD): RunResult {
  return { ...run, verdict: { ...run.verdict, valid: false, reasons: [{ code, message: "", cure: "" }] } };
}

test("a slower candidate is worse, a faster one better, and exchanging the sides changes the sign alone", () => {
  const evidence = evidenceOf({ figure: P50 }, { baseline: GOOD, candidate: slower(1.1) });
  expect(evidence.difference).toBeCloseTo(Math.log(1.1), 12);
  expect(evidence.mayPass).toBe(true);
  const exchanged = evidenceOf({ figure: P50 }, { baseline: slower(1.1), candidate: GOOD });
  expect(exchanged.difference).toBe(-(evidence.difference ?? 0));
});

test("less throughput is worse, and so are more failures, of which there may be none", () => {
  const halved = { ...GOOD, load: { ...GOOD.load, achievedPerSec: (GOOD.load.achievedPerSec ?? 0) / 2 } };
  expect(evidenceOf({ figure: THROUGHPUT }, { baseline: GOOD, candidate: halved }).difference).toBeCloseTo(
    Math.LN2,
    12,
  );
  const share = (failed: number) => ({ ...GOOD, requests: { ...GOOD.requests, scheduled: 1000, failed } });
  expect(evidenceOf({ figure: ERRORS }, { baseline: share(0), candidate: share(0) }).difference).toBe(0);
  expect(evidenceOf({ figure: ERRORS }, { baseline: share(0), candidate: share(10) }).difference).toBeCloseTo(
    0.01,
    12,
  );
});

test.each([
  ["overloaded", true],
  ["no-data", true],
  ["server-died", true],
  ["machine-stalls", false],
  ["late", false],
  ["not-steady", false],
])(
  "a candidate that is invalid for %s shows that it is worse: %s; never that it is as good",
  (code, shows) => {
    const evidence = evidenceOf({ figure: P50 }, { baseline: GOOD, candidate: invalid(code, slower(1.5)) });
    expect(evidence.difference !== null).toBe(shows);
    expect(evidence.mayPass).toBe(false);
  },
);

test("an invalid baseline, or other requests on the two sides, make no pair", () => {
  const bad = { baseline: invalid("overloaded"), candidate: GOOD };
  expect(evidenceOf({ figure: P50 }, bad)).toEqual({
    difference: null,
    mayPass: false,
    absent: null,
    control: null,
  });
  expect(whyMissing(bad)).toBe("the baseline's run is invalid (overloaded)");
  const other = { ...GOOD, schedule: { ...GOOD.schedule, sha256: "0".repeat(64) } };
  expect(whyMissing({ baseline: GOOD, candidate: other })).toBe("the two sides were sent different requests");
  expect(whyMissing({ baseline: GOOD, candidate: GOOD })).toBeNull();
});

test("a figure that only the candidate lacks is no reason to stop: its failures are to be shown", () => {
  const { latencyMs } = GOOD;
  const lost = { ...GOOD, latencyMs: { ...latencyMs, response: { ...latencyMs.response, p50: null } } };
  expect(evidenceOf({ figure: P50 }, { baseline: GOOD, candidate: lost })).toEqual({
    difference: null,
    mayPass: false,
    absent: null,
    control: null,
  });
  expect(evidenceOf({ figure: P50 }, { baseline: lost, candidate: GOOD }).absent).not.toBeNull();
});

test("a figure that valid runs do not have is absent with a reason; a candidate without answers says nothing of it", () => {
  expect(evidenceOf({ figure: TTFT }, { baseline: GOOD, candidate: GOOD }).absent).toBe(
    "these runs have no such figure",
  );
  const silent = invalid("no-data", {
    ...GOOD,
    latencyMs: { ...GOOD.latencyMs, response: { ...GOOD.latencyMs.response, p50: null } },
  });
  expect(evidenceOf({ figure: P50 }, { baseline: GOOD, candidate: silent })).toEqual({
    difference: null,
    mayPass: false,
    absent: null,
    control: null,
  });
});
