import { describe, expect, test } from "vitest";
import { forTerminal } from "../../../src/core/terminal-text.ts";
import { renderRunSummary } from "../../../src/report/run/text.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { closedRun, deadRun, emptyRun, goodRun, onGpus, spread, streamed, troubledRun } from "./fixture.ts";

const RUNS = {
  good: deepFreeze(goodRun()),
  troubled: deepFreeze(troubledRun()),
  closed: deepFreeze(closedRun()),
  dead: deepFreeze(deadRun()),
  empty: deepFreeze(emptyRun()),
  streamed: deepFreeze(streamed(goodRun())),
  spread: deepFreeze(spread(goodRun())),
  gpus: deepFreeze(onGpus(goodRun())),
};
const plain = (run: keyof typeof RUNS) => renderRunSummary(RUNS[run], { colour: false });

describe.each(Object.keys(RUNS) as (keyof typeof RUNS)[])("the summary of a %s run", (run) => {
  test("begins with the verdict and stays within 35 lines of 100 columns", () => {
    const lines = plain(run).split("\n");
    expect(lines[0]).toBe(`${RUNS[run].verdict.valid ? "VALID" : "INVALID"}  login-spike`);
    expect(lines.length).toBeLessThanOrEqual(35);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(plain(run)).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  test("colour adds nothing but colour", () => {
    const coloured = renderRunSummary(RUNS[run], { colour: true });
    expect(coloured).not.toBe(plain(run));
    expect(forTerminal(coloured, false)).toBe(plain(run));
    const [first, ...styled] = forTerminal(coloured, true).split("\u001b");
    expect([first, ...styled.map((part) => part.replace(/^\[\d+m/, ""))].join("")).toBe(plain(run));
  });

  test("names the schedule, so that two runs can be told to be the same", () => {
    expect(plain(run)).toContain(`sha256 ${RUNS[run].schedule.sha256}`);
  });
});

test("an invalid run gives each reason with its cure, and what limits the figures", () => {
  const said = plain("troubled").replaceAll(/\s+/g, " ");
  expect(RUNS.troubled.verdict.valid).toBe(false);
  for (const { message, cure } of RUNS.troubled.verdict.reasons) {
    expect(said).toContain(message);
    expect(said).toContain(cure);
  }
  expect(said).toContain("partial");
  expect(said).toContain("synthetic weights");
});

test("figures follow the data", () => {
  const { latencyMs } = RUNS.good;
  const changed = {
    ...RUNS.good,
    latencyMs: { ...latencyMs, response: { ...latencyMs.response, p99: 43.21 } },
  };
  expect(renderRunSummary(changed, { colour: false })).toContain("43.2");
  expect(plain("good")).not.toContain("43.2");
});

test("shows the interval of each figure below it, or why there is none", () => {
  const { response } = RUNS.good.latencyMs;
  const sure = { varianceInflation: 10, effectiveCount: 1298, batches: 19 };
  const p50 = { ...sure, interval: { low: 4.41, high: 5.62 }, absent: null };
  const p99 = { ...sure, interval: null, absent: "too few to tell" };
  const said = (confidence: typeof response.confidence) =>
    renderRunSummary(
      { ...RUNS.good, latencyMs: { ...RUNS.good.latencyMs, response: { ...response, confidence } } },
      { colour: false },
    );
  expect(said({ p50, p99 })).toMatch(/95 % from +4\.41 .*\n +95 % to +5\.62 .*\n +counts as +1,298 /);
  expect(said({ p50, p99 })).toContain("no interval around p99: too few to tell");
  expect(said({ p99 })).toMatch(/95 % +no interval: too few to tell/);
  expect(said({})).not.toContain("95 %");
});

test("a closed loop is said to be one, at the top", () => {
  expect(plain("closed").split("\n").slice(0, 5).join(" ")).toContain("closed loop. The server's slowness");
  expect(plain("closed")).toContain("closed loop of 4 connections");
});

test("a percentile that is absent has its reason below the table", () => {
  expect(plain("dead")).toContain("response, service: no request was answered");
  expect(plain("dead")).toMatch(/send lag p99: needs at least 459/);
});

test("escape sequences in the text of a server do not reach the terminal", () => {
  const failure = {
    outcome: "error",
    failure: "protocol",
    status: 0,
    count: 3,
    example: "\u001b[2J\u001b]0;owned\u0007\nVALID",
  } as const;
  const said = renderRunSummary(
    { ...RUNS.good, requests: { ...RUNS.good.requests, failures: [failure] } },
    { colour: false },
  );
  expect(said).not.toContain("\u001b");
  expect(said).toContain("3 × error protocol: ␛[2J␛]0;owned␇ VALID");
});

test("a streamed run shows its first tokens, its rates, and what a million tokens cost; another one none of it", () => {
  const said = plain("streamed").replaceAll(/\s+/g, " ");
  const { tokens, latencyMs, cost } = RUNS.streamed;
  expect(said).toMatch(/TTFT \d/);
  expect(said).toMatch(/TPOT \d/);
  expect(said).toMatch(/chunk gap \d/);
  expect(said).toContain("tokens output");
  expect(said).toContain("per million output tokens");
  expect(tokens?.outputPerSec).toBeGreaterThan(0);
  expect(latencyMs.tpot?.p50).toBeLessThan(latencyMs.chunkGap?.p50 ?? 0);
  expect(cost.perMillionOutputTokens).toBeLessThan(cost.perMillionRequests ?? 0);
  expect(plain("good")).not.toMatch(/token|TTFT/);
});

test("tokens that the server did not count are not known, with the reason", () => {
  const run = RUNS.streamed;
  const tokens = {
    ...(run.tokens as NonNullable<typeof run.tokens>),
    output: null,
    outputPerSec: null,
    absent: { output: "3 of 9 answers did not say how many (usage)" },
  };
  const said = renderRunSummary({ ...run, tokens }, { colour: false }).replaceAll(/\s+/g, " ");
  expect(said).toContain("output not known: 3 of 9 answers did not say how many (usage)");
});

test("several endpoints stand one below the other, each with what became of its requests; one is no table", () => {
  for (const { url, requests } of RUNS.spread.endpoints) {
    const [scheduled, ok, failed] = [requests.scheduled, requests.ok, requests.failed].map((n) =>
      n.toLocaleString("en-US"),
    );
    const failures = failed === "0" ? "" : `: ${failed} error`;
    expect(plain("spread").replaceAll(/\s+/g, " ")).toContain(
      `${url}${failures} ${scheduled} ${ok} ${failed}`,
    );
  }
  expect(plain("spread")).toMatch(/ {2}— +no request was answered/);
  expect(plain("good")).not.toContain("endpoints");
  const { spread } = RUNS;
  const fewer = { ...spread, endpoints: spread.endpoints.slice(0, 2) };
  expect(renderRunSummary(fewer, { colour: false })).toMatch(/[\d,]+ requests went to none of these/);
  expect(plain("spread")).not.toContain("none of these");
});

const INSIDE = {
  requests: 5000,
  failed: 2,
  unexplained: 0,
  executions: 1250,
  meanBatch: 4,
  queueMs: 1.25,
  computeInputMs: 0.012,
  computeInferMs: 3.5,
  computeOutputMs: null,
};
const said = (changes: Partial<typeof RUNS.good>) =>
  renderRunSummary({ ...RUNS.good, ...changes }, { colour: false }).replaceAll(/\s+/g, " ");

test("says where the time went inside the server, and whose requests these were", () => {
  expect(said({ serverStatistics: INSIDE })).toContain(
    "inside queue 1.25 ms, input 12.0 µs, model 3.50 ms, output — a request; 4.00 items a run",
  );
  expect(said({ serverStatistics: INSIDE })).not.toContain("The server counted");
  expect(said({ serverStatistics: { ...INSIDE, unexplained: 1200 } })).toContain(
    "The server counted 5,000 requests, 1,200 more than this run can account for: somebody else loads it too",
  );
  expect(said({ serverStatistics: { ...INSIDE, unexplained: -1200 } })).toContain(
    "1,200 fewer than were answered",
  );
});

test("says why the server's statistics are not known, and nothing where there are none", () => {
  expect(said({ serverStatisticsAbsent: "403 and restricted" })).toContain(
    "inside not known: 403 and restricted",
  );
  expect(said({})).not.toContain("inside");
});

test("says in a line what the GPUs did, or why that is not known", () => {
  const { telemetry } = RUNS.gpus;
  expect(said({ telemetry: telemetry.slice(0, 1) })).toContain(
    "gpu NVIDIA H100 80GB HBM3: busy 87.1 % of the time, 512 W, 2.33 J per inference, held down 3.12 % of the time (power cap)",
  );
  expect(said({ telemetry })).toContain(
    "gpu 2 × NVIDIA H100 80GB HBM3: busy 87.1 % of the time, 1,025 W, 3.45 J per inference, held",
  );
  expect(said({ telemetry, telemetryAbsent: "it broke off" })).toContain(
    "gpu not known to the end: it broke off",
  );
  expect(said({ telemetryAbsent: "No devices were found" })).toContain(
    "gpu not known: No devices were found",
  );
  expect(said({})).not.toContain("gpu");
});

describe("connections", () => {
  const counts = { opened: 12, closedUnannounced: 0, unrequested: 0, retried: 0 };
  const said = (connections: typeof counts) => {
    const run = goodRun();
    if (run.generator === null) throw new Error("the run has a generator");
    const summary = renderRunSummary(
      { ...run, generator: { ...run.generator, connections } },
      { colour: false },
    );
    return summary.replaceAll(/\s+/g, " ");
  };

  test("are not worth a line while nothing became of them", () => {
    expect(said(counts)).not.toContain("12 opened");
  });

  test("have a line where requests were sent again, or the server did what nobody asked for", () => {
    expect(said({ ...counts, closedUnannounced: 3, retried: 1, unrequested: 2 })).toContain(
      "connection 12 opened; 3 closed by the server without notice; a request sent again once, which the server had " +
        "not processed, as far as can be told: its times count from the first sending; bytes that no request had asked for 2 times",
    );
  });
});
