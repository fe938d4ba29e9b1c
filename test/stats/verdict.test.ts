import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LatencySummary } from "../../src/stats/run-result.ts";
import { judgeRun, type VerdictInput } from "../../src/stats/verdict.ts";

const summary = (p99: number | null): LatencySummary => ({
  p50: 1,
  p90: 2,
  p95: 3,
  p99,
  p999: null,
  max: 200,
  mean: 2,
  count: 5000,
  absent: {},
});

const GOOD: VerdictInput = {
  scheduled: 5000,
  sent: 5000,
  ok: 4990,
  response: summary(40),
  service: summary(39.5),
  unfinished: [3, 5, 2, 8, 1, 4, 6, 2, 3, 5, 2, 0],
  slo: ["p99<=50ms", "p999<=1s"],
};

const reasons = (changes: Partial<VerdictInput>): string[] =>
  judgeRun({ ...GOOD, ...changes }).reasons.map(({ code }) => code);

it("finds nothing wrong with a run that is on time, delivered and level, and shows what it looked at", () => {
  const verdict = judgeRun(GOOD);
  expect(verdict).toMatchObject({ valid: true, reasons: [] });
  expect(verdict.checks.map(({ code, holds }) => [code, holds])).toEqual([
    ["no-data", true],
    ["not-delivered", true],
    ["late", true],
    ["overloaded", true],
    ["too-few-samples", true],
  ]);
  expect(verdict.checks.find(({ code }) => code === "too-few-samples")?.limit).toBe("at least 4603");
});

describe("each broken assumption is the one reason", () => {
  it.each<[string, Partial<VerdictInput>, string, RegExp]>([
    ["no good answer", { ok: 0 }, "no-data", /no request was answered well/],
    ["nothing scheduled", { scheduled: 0, sent: 0, ok: 0, slo: [] }, "no-data", /no latency to speak of/],
    [
      "6 of 5000 not sent",
      { sent: 4994 },
      "not-delivered",
      /only 99\.88 % of the scheduled requests were sent/,
    ],
    [
      "the generator added 2.5 ms to a p99 of 40 ms",
      { service: summary(37.5) },
      "late",
      /2\.50 ms of the response p99/,
    ],
    [
      "1.1 ms on a p99 of 4 ms",
      { response: summary(4), service: summary(2.9) },
      "late",
      /1\.10 ms of the response p99/,
    ],
    [
      "a backlog that grows",
      { unfinished: [0, 10, 20, 30, 40, 50, 60, 70] },
      "overloaded",
      /grew to 60 requests/,
    ],
    [
      "4602 requests for a p99.9",
      { scheduled: 4602, sent: 4602, ok: 4600 },
      "too-few-samples",
      /4602 .* 4603 are the least/,
    ],
  ])("%s", (_, changes, code, message) => {
    const verdict = judgeRun({ ...GOOD, ...changes });
    expect(verdict.valid).toBe(false);
    expect(verdict.reasons.map((reason) => reason.code)).toEqual([code]);
    expect(verdict.reasons[0]?.message).toMatch(message);
    expect(verdict.reasons[0]?.cure).not.toBe("");
    expect(verdict.checks.filter(({ holds }) => !holds).map((check) => check.code)).toEqual([code]);
  });

  it("and all of them are named together", () => {
    expect(
      reasons({
        scheduled: 100,
        sent: 50,
        ok: 0,
        service: summary(10),
        unfinished: [0, 0, 20, 50, 80, 90, 100, 110],
      }),
    ).toEqual(["no-data", "not-delivered", "late", "overloaded", "too-few-samples"]);
  });
});

describe("on the edge", () => {
  it.each<[string, Partial<VerdictInput>, boolean]>([
    ["one request in a thousand not sent", { sent: 4995 }, true],
    ["5 % of p99 is allowed", { service: summary(38) }, true],
    ["1 ms is allowed however short the p99", { response: summary(1.5), service: summary(0.5) }, true],
    ["no percentile, no lateness to judge", { response: summary(null), service: summary(null) }, true],
    ["a service p99 above the response p99 spoils nothing", { service: summary(41) }, true],
    ["4603 requests for a p99.9", { scheduled: 4603, sent: 4603, ok: 4603 }, true],
    ["no objective, no floor", { scheduled: 1, sent: 1, ok: 1, slo: [] }, true],
  ])("%s", (_, changes, valid) => {
    expect(judgeRun({ ...GOOD, ...changes }).valid).toBe(valid);
  });
});

describe("the backlog", () => {
  it.each<[string, readonly number[], boolean]>([
    ["bursts that empty again", [0, 80, 5, 0, 120, 9, 0, 0, 150, 40, 2, 0, 90, 300, 20, 4], false],
    ["a burst at the very end, after calm in the last quarter", [5, 5, 5, 5, 5, 5, 5, 500], false],
    ["level and deep from the start", [400, 410, 395, 400, 405, 402, 399, 400], false],
    ["below ten requests in flight, whatever it does", [0, 0, 1, 2, 4, 6, 9, 10], false],
    ["grows steadily", [10, 20, 30, 40, 50, 60, 70, 80], true],
    ["grows in steps that never come back", [0, 50, 20, 60, 80, 90, 100, 120], true],
    ["begins to grow in the second half", [0, 0, 0, 0, 0, 60, 90, 120], true],
    ["three seconds are too few to tell", [0, 500, 1000], false],
    ["no second at all", [], false],
  ])("%s", (_, unfinished, overloaded) => {
    expect(reasons({ unfinished }).includes("overloaded")).toBe(overloaded);
  });

  it("that grows by at least 3 each second for 16 seconds and more is an overload; one that empties in the last quarter is none", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 3, max: 100 }), { minLength: 16, maxLength: 100 }),
        fc.nat({ max: 99 }),
        (steps, at) => {
          let backlog = 0;
          const growing = steps.map((step) => {
            backlog += step;
            return backlog;
          });
          expect(reasons({ unfinished: growing })).toEqual(["overloaded"]);
          const from = Math.floor((growing.length * 3) / 4);
          const emptied = growing.map((n, i) => (i === from + (at % (growing.length - from)) ? 0 : n));
          expect(reasons({ unfinished: emptied })).toEqual([]);
        },
      ),
    );
  });
});
