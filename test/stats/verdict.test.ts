import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VerdictInput } from "../../src/stats/checks/check.ts";
import { judgeRun } from "../../src/stats/verdict.ts";
import { blocksOf } from "./blocks-of.ts";
import { VERDICT_INPUT as GOOD, HEALTH, summary } from "./verdict-input.ts";

/** The latency of answers that are too few for any percentile. */
const ONLY_LONGEST = { ...summary(null), p50: null, p90: null, p95: null };

const reasons = (changes: Partial<VerdictInput>): string[] =>
  judgeRun({ ...GOOD, ...changes }).reasons.map(({ code }) => code);

it("finds nothing wrong with a run that is on time, delivered and level, and shows what it looked at", () => {
  const verdict = judgeRun(GOOD);
  expect(verdict).toMatchObject({ valid: true, reasons: [] });
  expect(verdict.checks.map(({ code, holds }) => [code, holds])).toEqual([
    ["no-data", true],
    ["not-delivered", true],
    ["late", true],
    ["machine-stalls", true],
    ["generator-busy", true],
    ["little", true],
    ["clock-step", true],
    ["ports", true],
    ["descriptors", true],
    ["overloaded", true],
    ["not-steady", true],
    ["too-few-samples", true],
  ]);
  expect(verdict.checks.find(({ code }) => code === "too-few-samples")?.limit).toBe("at least 4603");
});

it("looks whether a server of the run's own lived to the end, and says when and how it ended", () => {
  const judged = (serverDeath: VerdictInput["serverDeath"]) => judgeRun({ ...GOOD, serverDeath });
  expect(judged(null)).toMatchObject({ valid: true });
  expect(judged(null).checks).toContainEqual(expect.objectContaining({ code: "server-died", holds: true }));
  const [reason] = judged({ atMs: 1234, how: "SIGKILL", lastLines: "out of memory" }).reasons;
  expect(reason?.message).toBe(
    "the embedded server ended 1.2 s after the start, with SIGKILL, and what came after says nothing about it; its last lines: out of memory",
  );
});

describe("each broken assumption is the one reason", () => {
  it.each<[string, Partial<VerdictInput>, string, RegExp]>([
    ["no good answer", { ok: 0 }, "no-data", /no request was answered well/],
    [
      "nothing scheduled",
      { scheduled: 0, sent: 0, ok: 0, objectives: [] },
      "no-data",
      /no latency to speak of/,
    ],
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
      "a lag of which the machine explains half",
      {
        service: summary(37.5),
        health: { ...HEALTH, machineLagMs: { p50: 0.1, p99: 0.75, max: 9, count: 100 } },
      },
      "machine-stalls",
      /itself 0\.75 ms late at p99 \(the generator 1\.50 ms at p99\); 1 % of CPU time was stolen/,
    ],
    [
      "a lag of which the machine explains less than half",
      {
        service: summary(37.5),
        health: { ...HEALTH, machineLagMs: { p50: 0.1, p99: 0.74, max: 9, count: 100 } },
      },
      "late",
      /the generator's or its machine's, not the server's; why was not seen, .* it used 0\.9 of 2 cores, its busiest thread worked 40 % .* 0\.40 ms late at p99, with 20 ms of garbage/,
    ],
    [
      "a lag of a generator that had little to do and whose event loop woke late",
      {
        service: summary(37.5),
        health: {
          ...HEALTH,
          busyShare: [0.09955],
          cpuCores: 0.2,
          eventLoopDelayMs: { p50: 0.1, p99: 1.4, max: 9, count: 100 },
        },
      },
      "late",
      /other programs held the CPU: .* it used 0\.2 of 2 cores/,
    ],
    [
      "a lag of a generator whose event loop woke late of its own work",
      {
        service: summary(37.5),
        health: {
          ...HEALTH,
          busyShare: [0.8],
          eventLoopDelayMs: { p50: 0.1, p99: 1.4, max: 9, count: 100 },
        },
      },
      "late",
      /could not keep up/,
    ],
    [
      "a lag that the machine seems to explain, where the generator had no core left for the thread that says so",
      {
        service: summary(37.5),
        health: {
          ...HEALTH,
          machineLagMs: { p50: 0.1, p99: 0.75, max: 9, count: 100 },
          cpuCores: 0.95,
          availableCores: 1,
        },
      },
      "late",
      /could not keep up: .* it used (0\.9|1\.0) of 1 cores/,
    ],
    [
      "a lag that nobody watched",
      { service: summary(37.5), health: null },
      "late",
      /the generator's or its machine's/,
    ],
    [
      "a lag of a run too short for a p99 whose longest is no measure of the others",
      {
        response: { ...summary(null), p95: 43 },
        service: { ...summary(null), p95: 40 },
        sendLag: { ...summary(null), p95: 2.5 },
        health: {
          ...HEALTH,
          busyShare: [0.1],
          cpuCores: 0.1,
          eventLoopDelayMs: { p50: 0.1, p99: 7.1, max: 9, count: 100 },
        },
      },
      "late",
      /other programs held the CPU: 3\.00 ms of the response p95/,
    ],
    [
      "too few answers for any percentile, and a longest that is not the server's",
      { response: ONLY_LONGEST, service: { ...ONLY_LONGEST, max: 180 } },
      "late",
      /20\.00 ms of the longest response is the generator's or its machine's/,
    ],
    [
      "a stricter limit on lateness",
      { service: summary(39.4), lateness: { ms: 0.5, share: 0.01 } },
      "late",
      /0\.60 ms of the response p99/,
    ],
    [
      "one sending thread without room",
      { health: { ...HEALTH, busyShare: [0.2, 0.91] } },
      "generator-busy",
      /worked 91 % of the measured part/,
    ],
    [
      "requests missing in the books",
      { health: { ...HEALTH, meanInFlight: 100, meanInFlightByLatency: 97 } },
      "little",
      /100\.00 requests .* 97\.00 by adding/,
    ],
    [
      "a clock that jumped back",
      { health: { ...HEALTH, clockStepMs: -101 } },
      "clock-step",
      /jumped by 101 ms/,
    ],
    [
      "one request without a port",
      { failures: [{ failure: "no-port", count: 1 }] },
      "ports",
      /no ports left/,
    ],
    [
      "requests without a descriptor",
      {
        failures: [
          { failure: "reset", count: 3 },
          { failure: "no-descriptor", count: 2 },
        ],
      },
      "descriptors",
      /^2 requests .* no file descriptors left/,
    ],
    [
      "a server that wears down",
      { blocks: blocksOf(Array.from({ length: 30 }, (_, i) => 5 + i + (i % 2))) },
      "not-steady",
      /had a trend/,
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

it("gives one reason for a machine that stood still and whose stall made requests late, which two checks see", () => {
  const stood = judgeRun({
    ...GOOD,
    service: summary(10),
    health: { ...HEALTH, machineStallMs: { longest: 5000, total: 5000 } },
  });
  expect(stood.reasons.map(({ code }) => code)).toEqual(["machine-stalls"]);
  expect(stood.reasons[0]?.message).toContain("stood still for 5.0 s");
  expect(stood.checks.filter(({ holds }) => !holds)).toHaveLength(2);
});

it("has no second reason about lateness where there is no answer at all", () => {
  const none = { ...ONLY_LONGEST, max: null, mean: null, count: 0 };
  expect(reasons({ ok: 0, response: none, service: none })).toEqual(["no-data"]);
});

describe("on the edge", () => {
  it.each<[string, Partial<VerdictInput>, boolean]>([
    ["one request in a thousand not sent", { sent: 4995 }, true],
    ["5 % of p99 is allowed", { service: summary(38) }, true],
    ["1 ms is allowed however short the p99", { response: summary(1.5), service: summary(0.5) }, true],
    ["a looser limit on lateness", { service: summary(30), lateness: { ms: 10, share: 0 } }, true],
    ["a thread at 90 %", { health: { ...HEALTH, busyShare: [0.9] } }, true],
    ["half a request astray", { health: { ...HEALTH, meanInFlight: 4.51 } }, true],
    ["2 % astray", { health: { ...HEALTH, meanInFlight: 102, meanInFlightByLatency: 100 } }, true],
    ["a clock that is slewed by 100 ms", { health: { ...HEALTH, clockStepMs: 100 } }, true],
    [
      "a closed loop of few long answers",
      { loop: "closed", response: ONLY_LONGEST, service: ONLY_LONGEST },
      true,
    ],
    ["no p99, judged by p95", { response: summary(null), service: summary(null) }, true],
    ["a service p99 above the response p99 spoils nothing", { service: summary(41) }, true],
    ["4603 requests for a p99.9", { scheduled: 4603, sent: 4603, ok: 4603 }, true],
    ["no objective, no floor", { scheduled: 1, sent: 1, ok: 1, objectives: [] }, true],
  ])("%s", (_, changes, valid) => {
    expect(judgeRun({ ...GOOD, ...changes }).valid).toBe(valid);
  });
});

it("leaves out what it cannot know when nobody watched the generator", () => {
  const codes = judgeRun({ ...GOOD, health: null }).checks.map(({ code }) => code);
  expect(codes).toEqual([
    "no-data",
    "not-delivered",
    "late",
    "ports",
    "descriptors",
    "overloaded",
    "not-steady",
    "too-few-samples",
  ]);
});

it("does not ask of a closed loop what only an open one can do, and says so", () => {
  const verdict = judgeRun({
    ...GOOD,
    loop: "closed",
    sent: 10,
    unfinished: [0, 10, 20, 30, 40, 50, 60, 70],
  });
  expect(verdict.valid).toBe(true);
  const excused = verdict.checks.filter(({ observed }) =>
    observed.startsWith("does not apply: a closed loop"),
  );
  expect(excused.map(({ code }) => code)).toEqual(["not-delivered", "overloaded"]);
});

describe("a closed loop", () => {
  const closed = { loop: "closed", sent: 5000 } as const;

  it("whose users waited for the generator before they could send is late, as an open one", () => {
    expect(reasons({ ...closed, service: summary(38) })).toEqual([]);
    expect(reasons({ ...closed, service: summary(37) })).toEqual(["late"]);
  });

  it.each([
    ["half a second", 500, 8000, true],
    ["5 of 8 s", 5000, 8000, false],
    ["5 of 600 s, which moves no figure by a hundredth", 5000, 600_000, true],
    ["7 of 600 s", 7000, 600_000, false],
  ])("whose machine stood still for %s", (_, longest, watchedMs, valid) => {
    const health = { ...HEALTH, machineStallMs: { longest, total: longest }, watchedMs };
    expect(reasons({ ...closed, health })).toEqual(valid ? [] : ["machine-stalls"]);
  });
});

it.each([
  ["a second, as of a compilation", 1000, 8000, true],
  ["2 of 8 s", 2000, 8000, false],
  ["3 of 60 s", 3000, 60_000, true],
  ["4 of 60 s", 4000, 60_000, false],
])("a generator that was saturated for %s, and idle for the rest", (_, saturatedMs, watchedMs, valid) => {
  const health = { ...HEALTH, busyShare: [0.3], busiestSecondShare: 0.99, saturatedMs, watchedMs };
  expect(reasons({ health })).toEqual(valid ? [] : ["generator-busy"]);
});

it("a fault of the program itself is a reason, with its message", () => {
  const verdict = judgeRun({ ...GOOD, fault: "a worker ended" });
  expect(verdict.reasons).toMatchObject([
    { code: "internal-fault", message: expect.stringContaining("a worker ended") },
  ]);
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
