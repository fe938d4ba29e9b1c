import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import type { AnswerTokens } from "../../src/core/token-block.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import { judgeObjectives } from "../../src/stats/objective.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";

const sample = (changes: Partial<Sample>): Sample => ({
  seq: 0,
  shard: 0,
  phase: "measure",
  endpoint: 0,
  items: 1,
  intendedMs: 1000,
  sentMs: 1000,
  firstByteMs: 1001,
  doneMs: 1500,
  bytes: 10,
  outcome: "ok",
  failure: "none",
  status: 200,
  ...changes,
});
const tokens = (outputTokens: number | null, ...chunksMs: number[]): AnswerTokens => ({
  promptTokens: 5,
  outputTokens,
  mixed: false,
  chunksMs: Float64Array.from(chunksMs),
});

/** One measured second, from 1 s on. */
function record(...answers: [Sample, AnswerTokens?][]): RunRecorder {
  return recordFor([], ...answers);
}

function recordFor(objectives: readonly string[], ...answers: [Sample, AnswerTokens?][]): RunRecorder {
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: 1000,
    measureMs: 1000,
    objectives: objectives.map(objectiveOf),
    offeredPerWindow: () => 0,
    onWindow() {},
  });
  for (const answer of answers) recorder.add(...answer);
  recorder.finish(2000);
  return recorder;
}

/** What was observed decides here; the result is needed by figures of the whole run alone. */
const OBSERVED = {
  rule: "observed",
  measuredMs: 1000,
  confidence: {},
  unrepeated: null,
  differentItems: null,
} as const;

function judgeObjective(text: string, recorder: RunRecorder) {
  const run = { recorder, result: runInVirtualTime(NO_LOAD, 1) };
  const [judged] = judgeObjectives([objectiveOf(text)], run, OBSERVED);
  return judged ?? expect.fail("nothing was judged");
}

const NO_LOAD = { kind: "closed", concurrency: 1 } as const;

const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);

describe("an objective about tokens", () => {
  const ok: [Sample, AnswerTokens] = [sample({}), tokens(11, 1100, 1300)];
  const failed: [Sample] = [sample({ outcome: "error", failure: "stream-error" })];
  const single: [Sample, AnswerTokens] = [sample({}), tokens(1, 1100)];

  it("is judged by its own time: the first text after 100 ms, 20 ms a token, the whole answer after 500 ms", () => {
    const recorder = record(...times(100, ok));
    expect(judgeObjective("ttft.p95<=101ms", recorder)).toMatchObject({ holds: true });
    expect(judgeObjective("ttft.p95<=99ms", recorder)).toMatchObject({ holds: false });
    expect(judgeObjective("tpot.p95<=21ms", recorder)).toMatchObject({ holds: true });
    expect(judgeObjective("tpot.p95<=19ms", recorder)).toMatchObject({ holds: false });
    expect(judgeObjective("p95<=101ms", recorder)).toMatchObject({ holds: false });
  });

  it("takes a failed request for infinitely slow", () => {
    const recorder = record(...times(90, ok), ...times(10, failed));
    expect(judgeObjective("ttft.p90<=101ms", recorder).holds).toBe(true);
    expect(judgeObjective("ttft.p95<=10s", recorder)).toMatchObject({
      holds: false,
      observedMs: null,
      note: "10 of 100 requests failed, more than the p95 tail holds",
    });
  });

  it("about the time per token leaves out answers of one token, which have none", () => {
    const recorder = record(...times(90, ok), ...times(90, single));
    expect(judgeObjective("tpot.p90<=21ms", recorder).holds).toBe(true);
    const few = record(...times(10, ok), ...times(90, single));
    expect(judgeObjective("tpot.p90<=21ms", few)).toMatchObject({ holds: false, observedMs: null });
  });

  it("never holds where no answer tells how many tokens it has", () => {
    const recorder = record(...times(100, [sample({}), tokens(null, 1100, 1300)] as [Sample, AnswerTokens]));
    expect(judgeObjective("tpot.p50<=10s", recorder)).toMatchObject({ holds: false, observedMs: null });
  });
});

it("tokens are counted of measured requests as their times are, and beside them of the answers that end in the measured part", () => {
  const warm = sample({ phase: "warmup", intendedMs: 900, sentMs: 900, doneMs: 1200 });
  const late = sample({ intendedMs: 1900, sentMs: 1900, doneMs: 2100 });
  const { throughput, total } = record(
    [warm, tokens(4, 950)],
    [sample({}), tokens(8, 1100)],
    [late, tokens(16, 1950)],
  );
  expect(throughput.within.tokens).toMatchObject({ answers: 2, prompt: 10, output: 12, chunks: 2 });
  expect(throughput.due.tokens).toMatchObject({ answers: 2, prompt: 10, output: 24, chunks: 2 });
  expect(total.tokens?.ttft.count).toBe(2);
});

describe("an objective about the share of requests that keep several limits", () => {
  const ok: [Sample, AnswerTokens] = [sample({}), tokens(11, 1100, 1300)];
  const slowTokens: [Sample, AnswerTokens] = [sample({}), tokens(11, 1100, 1450)];
  const lateStart: [Sample, AnswerTokens] = [sample({}), tokens(11, 1250, 1300)];
  const single: [Sample, AnswerTokens] = [sample({}), tokens(1, 1100)];
  const uncounted: [Sample, AnswerTokens] = [sample({}), tokens(null, 1100, 1300)];
  const silent: [Sample, AnswerTokens] = [sample({}), tokens(0)];
  const failed: [Sample] = [sample({ outcome: "timeout" })];
  const warm: [Sample, AnswerTokens] = [sample({ phase: "warmup" }), tokens(11, 1100, 1300)];
  const TEXT = "attainment(ttft<=200ms,tpot<=30ms)>=90%";

  it.each<[string, [Sample, AnswerTokens?], boolean]>([
    ["keeps both", ok, true],
    ["has slow tokens", slowTokens, false],
    ["begins late", lateStart, false],
    ["has one token, and so no time per token", single, true],
    ["does not say how many tokens it has", uncounted, false],
    ["never brings a text", silent, false],
    ["failed", failed, false],
  ])("counts each request once: one that %s", (_, answer, keeps) => {
    const recorder = recordFor([TEXT], answer, warm);
    expect(recorder.objectives[0]?.all).toEqual([{ count: 1, amount: keeps ? 0 : 1 }]);
  });

  it("is judged over all scheduled requests, from as many as the percentile of that share needs", () => {
    const judge = (...answers: [Sample, AnswerTokens?][]) =>
      judgeObjective(TEXT, recordFor([TEXT], ...answers));
    expect(judge(...times(45, ok), ...times(5, failed))).toMatchObject({
      holds: true,
      observed: 0.9,
      observedMs: null,
      unit: "share",
      within: 45,
      of: 50,
    });
    expect(judge(...times(44, ok), ...times(6, failed))).toMatchObject({ holds: false, observed: 0.88 });
    expect(judge(...times(43, ok))).toMatchObject({
      holds: null,
      observed: null,
      note: "needs at least 44 scheduled requests, there are 43",
    });
  });

  it("each of several has its own count", () => {
    const texts = ["attainment(response<=600ms)>=50%", "attainment(response<=400ms)>=50%"];
    expect(recordFor(texts, ok, slowTokens).objectives.map((blocks) => blocks?.within)).toEqual([2, 0]);
  });
});

describe("an objective about a figure of the run", () => {
  const result = runInVirtualTime({ kind: "closed", concurrency: 4 }, 10);
  const judge = (text: string) =>
    judgeObjectives(
      [objectiveOf(text)],
      { recorder: record(...times(500, [sample({})] as [Sample])), result },
      OBSERVED,
    )[0];

  it("holds on the better side of its limit, and at it", () => {
    expect(judge("throughput>=99/s")).toMatchObject({ holds: true, unit: "perSec", observedMs: null });
    expect(judge("throughput>=101/s")).toMatchObject({ holds: false });
    expect(judge(`throughput>=${result.load.achievedPerSec}/s`)).toMatchObject({ holds: true });
    // $0.80 an hour for 100 requests a second: $2.22 a million.
    expect(judge("cost<=$2.23/M")).toMatchObject({ holds: true, unit: "perMillion" });
    expect(judge("cost<=2.21/M")).toMatchObject({ holds: false });
  });

  it("never holds where the run has no such figure", () => {
    expect(judge("accuracy>=1%")).toMatchObject({
      holds: false,
      observed: null,
      note: "the run does not tell the share of labelled items answered right",
    });
  });

  it("about failures needs the requests to show it, but not to show that none failed", () => {
    expect(judge("errors<=1%")).toMatchObject({ holds: true, observed: 0, within: 500, of: 500 });
    expect(judge("errors<=0.1%")?.note).toMatch(/needs at least 4603 /);
    expect(judge("errors<=0%")).toMatchObject({ holds: true });
  });
});
