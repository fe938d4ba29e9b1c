import type { RunResult } from "../result/run-result.ts";
import { summarise } from "./latency.ts";
import type { Achieved } from "./throughput.ts";
import { TokenHistograms } from "./token-histograms.ts";
import type { TokenTally } from "./token-tally.ts";

const TIMES = ["ttft", "ttftFromSent", "tpot", "chunkGap"] as const;
type TokenTimes<Figure> = Record<(typeof TIMES)[number], Figure>;

/** Latencies and histograms of token times in a result: null where answers came whole. */
export function tokenTimes(times: TokenHistograms | null, streamed: boolean) {
  const known = times ?? new TokenHistograms();
  const each = <Figure>(figure: (time: (typeof TIMES)[number]) => Figure) =>
    Object.fromEntries(
      TIMES.map((time) => [time, streamed ? figure(time) : null]),
    ) as TokenTimes<Figure | null>;
  return {
    latencyMs: each((time) => summarise(known[time], time === "chunkGap" ? "gaps" : "ok requests")),
    histograms: each((time) => known[time].encode()),
  };
}

/**
 * Counts of the tokens of answers, and their rates by what was achieved, else of all that was counted. A sum is null when one of
 * the answers did not report its part.
 */
export function tokenCounts(
  tally: TokenTally,
  times: TokenHistograms | null,
  streamed: boolean,
  perSec: (amount: number) => number | null,
  achieved: Pick<Achieved, "promptTokens" | "outputTokens"> = amountOf(tally),
): NonNullable<RunResult["tokens"]> {
  const { answers, chunks, promptUnknown, outputUnknown, mixed } = tally;
  const prompt = promptUnknown === 0 ? tally.prompt : null;
  const output = outputUnknown === 0 ? tally.output : null;
  const reason = (unknown: number) =>
    `${unknown} of ${answers} answers did not say how many (usage), or gave a number that cannot be`;
  const perToken = summarise((times ?? new TokenHistograms()).servicePerToken);
  const perRequest = (serviceMs: number | null) => (serviceMs === null ? null : 1000 / serviceMs);
  return {
    streamed,
    answers,
    chunks,
    prompt,
    output,
    promptPerSec: achieved.promptTokens === null ? null : perSec(achieved.promptTokens),
    outputPerSec: achieved.outputTokens === null ? null : perSec(achieved.outputTokens),
    // A tenth of the requests waited longer for each token: they had less than this.
    perRequestOutputPerSec: { p50: perRequest(perToken.p50), p10: perRequest(perToken.p90) },
    absent: {
      ...(prompt === null ? { prompt: reason(promptUnknown) } : {}),
      ...(output === null ? { output: reason(outputUnknown) } : {}),
      ...(mixed > 0
        ? { perChoice: `${mixed} of ${answers} answers hold several choices, whose tokens come mixed` }
        : {}),
    },
  };
}

function amountOf({ prompt, output, promptUnknown, outputUnknown }: TokenTally) {
  return {
    promptTokens: promptUnknown === 0 ? prompt : null,
    outputTokens: outputUnknown === 0 ? output : null,
  };
}
