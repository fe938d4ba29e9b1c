import { describe, expect, it } from "vitest";
import type { AnswerTokens } from "../../src/core/token-block.ts";
import { tokenCounts, tokenTimes } from "../../src/stats/token-figures.ts";
import { TokenHistograms } from "../../src/stats/token-histograms.ts";
import { TokenTally } from "../../src/stats/token-tally.ts";

const told = (outputTokens: number | null, ...chunksMs: number[]): AnswerTokens => ({
  promptTokens: 10,
  outputTokens,
  mixed: false,
  chunksMs: Float64Array.from(chunksMs),
});

/** Intended at 1000 ms, sent at 1004 ms, over 20 ms after the last text. */
function record(...answers: AnswerTokens[]): TokenHistograms {
  const times = new TokenHistograms();
  for (const tokens of answers) times.record(1000, 1004, (tokens.chunksMs.at(-1) ?? 1100) + 20, tokens);
  return times;
}

describe("times of one answer", () => {
  it("counts the first text from the intended and from the actual sending", () => {
    const { ttft, ttftFromSent } = record(told(3, 1050, 1060, 1080));
    expect([ttft.meanMs, ttftFromSent.meanMs]).toEqual([50, 46]);
  });

  it("spreads the time from the first to the last text over the tokens but one, not over the chunks", () => {
    // Three chunks of seven tokens: (1080 − 1050) ÷ 6.
    expect(record(told(7, 1050, 1060, 1080)).tpot.meanMs).toBe(5);
  });

  it("has a gap between each two chunks, of 0 where they came at once", () => {
    const { chunkGap } = record(told(7, 1050, 1060, 1060, 1080));
    expect([chunkGap.count, chunkGap.maxMs, chunkGap.meanMs]).toEqual([3, expect.closeTo(20, 1), 10]);
  });

  it.each<[string, AnswerTokens]>([
    ["one token", told(1, 1050)],
    ["many tokens in one chunk", told(64, 1050)],
    ["an unknown number of tokens", told(null, 1050, 1060, 1070)],
  ])("has no time per token for %s, but a first text", (_, tokens) => {
    const times = record(tokens);
    expect([times.tpot.count, times.ttft.count]).toEqual([0, 1]);
  });

  it("of an answer without a text has none at all", () => {
    const { ttft, tpot, chunkGap } = record(told(5));
    expect([ttft.count, tpot.count, chunkGap.count]).toEqual([0, 0, 0]);
  });

  it("of an answer of several choices has a first text, and no time between tokens that no reader saw", () => {
    const { ttft, tpot, chunkGap, servicePerToken } = record({
      ...told(20, 1050, 1050, 1100, 1100),
      mixed: true,
    });
    expect(ttft.count).toBe(1);
    expect([tpot.count, chunkGap.count, servicePerToken.count]).toEqual([0, 0, 0]);
  });

  it("merges as if all had been recorded in one", () => {
    const [a, b] = [told(3, 1050, 1060, 1080), told(9, 1010, 1100)];
    const merged = record(a);
    merged.add(record(b));
    expect(tokenTimes(merged, true)).toEqual(tokenTimes(record(a, b), true));
  });
});

describe("figures of a run", () => {
  const perSec = (amount: number) => amount / 2;
  const figures = (...answers: AnswerTokens[]) => {
    const tally = new TokenTally();
    for (const tokens of answers) tally.add(tokens);
    return tokenCounts(tally, record(...answers), true, perSec);
  };

  it("adds up what the server counted, over the measured time", () => {
    expect(figures(told(7, 1050, 1060, 1080), told(3, 1040, 1044))).toMatchObject({
      answers: 2,
      chunks: 5,
      prompt: 20,
      output: 10,
      promptPerSec: 10,
      outputPerSec: 5,
      absent: {},
    });
  });

  it("does not know a sum of which one answer did not tell its part, and says how many did not", () => {
    expect(figures(told(7, 1050), told(null, 1050, 1060))).toMatchObject({
      prompt: 20,
      output: null,
      outputPerSec: null,
      absent: { output: "1 of 2 answers did not say how many (usage), or gave a number that cannot be" },
    });
  });

  it("says of how many answers the tokens came mixed", () => {
    expect(figures(told(7, 1050), { ...told(8, 1050, 1060), mixed: true })).toMatchObject({
      output: 15,
      absent: { perChoice: "1 of 2 answers hold several choices, whose tokens come mixed" },
    });
  });

  it("gives the rate of a request that half, and nine of ten, had at least", () => {
    // 100 requests that take (46 + 20) ms for 1 to 100 tokens: the slowest tenth has 66 ms for at most 10 tokens.
    const answers = Array.from({ length: 100 }, (_, i) => told(i + 1, 1050));
    const { p50, p10 } = figures(...answers).perRequestOutputPerSec;
    expect(p50).toBeCloseTo(51_000 / 66, -1);
    expect(p10).toBeCloseTo(11_000 / 66, 0);
  });

  it("has no times where answers came whole", () => {
    const { latencyMs, histograms } = tokenTimes(record(told(7)), false);
    expect(Object.values({ ...latencyMs, ...histograms }).every((figure) => figure === null)).toBe(true);
  });
});
