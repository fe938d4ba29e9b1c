import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import type { AnswerTokens } from "../../src/core/token-block.ts";
import { judgeObjective } from "../../src/stats/objective.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";

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
  chunksMs: Float64Array.from(chunksMs),
});

/** One measured second, from 1 s on. */
function record(...answers: [Sample, AnswerTokens?][]): RunRecorder {
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: 1000,
    measureMs: 1000,
    offeredPerWindow: () => 0,
    onWindow() {},
  });
  for (const answer of answers) recorder.add(...answer);
  recorder.finish(2000);
  return recorder;
}

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

it("tokens per second are those of the answers that end in the measured part; times are of measured requests", () => {
  const warm = sample({ phase: "warmup", intendedMs: 900, sentMs: 900, doneMs: 1200 });
  const late = sample({ intendedMs: 1900, sentMs: 1900, doneMs: 2100 });
  const { answeredTokens, total } = record(
    [warm, tokens(4, 950)],
    [sample({}), tokens(8, 1100)],
    [late, tokens(16, 1950)],
  );
  expect(answeredTokens).toMatchObject({ answers: 2, prompt: 10, output: 12, chunks: 2 });
  expect(total.tokens?.ttft.count).toBe(2);
});
