import type { Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { LatencyLimit, ObjectiveLatency } from "../result/objective.ts";

/**
 * Whether an ok request keeps every limit. A time per token that an answer of one token does not have cannot be too
 * long; a first text that never came is.
 */
export function keepsAll(
  limits: readonly LatencyLimit[],
  sample: Readonly<Sample>,
  tokens: AnswerTokens | undefined,
): boolean {
  return limits.every(({ latency, limitMs }) => latencyOf(latency, sample, tokens) <= limitMs);
}

function latencyOf(
  latency: ObjectiveLatency,
  { intendedMs, sentMs, doneMs }: Readonly<Sample>,
  tokens: AnswerTokens | undefined,
): number {
  const first = tokens?.chunksMs[0] ?? Number.POSITIVE_INFINITY;
  switch (latency) {
    case "response":
      return doneMs - intendedMs;
    case "service":
      return doneMs - (sentMs ?? Number.NEGATIVE_INFINITY);
    case "ttft":
      return first - intendedMs;
    case "ttftFromSent":
      return first - (sentMs ?? Number.NEGATIVE_INFINITY);
    case "tpot":
      return timePerToken(tokens);
  }
}

/** (Last − first text) ÷ (output tokens − 1); 0 of an answer that has none, whose server did not count excepted. */
function timePerToken(tokens: AnswerTokens | undefined): number {
  if (tokens === undefined || tokens.outputTokens === null) return Number.POSITIVE_INFINITY;
  const { outputTokens, chunksMs } = tokens;
  if (outputTokens < 2 || chunksMs.length < 2) return 0;
  return ((chunksMs.at(-1) as number) - (chunksMs[0] as number)) / (outputTokens - 1);
}
