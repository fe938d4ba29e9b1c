import type { Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { LatencyLimit, ObjectiveLatency } from "../result/objective.ts";
import type { LatenessRule } from "./lateness/rule.ts";

/**
 * Whether an ok request keeps every limit. An answer of one token has no time per token, so it cannot miss that limit;
 * an answer whose first text never came misses that of the first text.
 */
export function keepsAll(
  limits: readonly LatencyLimit[],
  sample: Readonly<Sample>,
  tokens: AnswerTokens | undefined,
): boolean {
  return limits.every(({ latency, limitMs }) => latencyOf(latency, sample, tokens) <= limitMs);
}

/**
 * Whether an ok request would keep every limit, had it left when it was intended. Lateness that a figure may have in it excuses nothing.
 */
export function keepsAllOnTime(
  limits: readonly LatencyLimit[],
  sample: Readonly<Sample>,
  tokens: AnswerTokens | undefined,
  rule: LatenessRule,
): boolean {
  const lagMs = (sample.sentMs ?? sample.intendedMs) - sample.intendedMs;
  return limits.every(({ latency, limitMs }) => {
    const isFromIntended = latency === "response" || latency === "ttft";
    const excusedMs = isFromIntended && lagMs > Math.max(rule.ms, rule.share * limitMs) ? lagMs : 0;
    return latencyOf(latency, sample, tokens) - excusedMs <= limitMs;
  });
}

/**
 * Whether an ok request has such a time. One of tokens has none where no text came, and for a time per token where it has one
 * token, one chunk or several choices, or where the server did not count.
 */
export function hasTime(latency: ObjectiveLatency, tokens: AnswerTokens | undefined): boolean {
  switch (latency) {
    case "response":
    case "service":
      return true;
    case "ttft":
    case "ttftFromSent":
      return tokens?.chunksMs[0] !== undefined;
    case "tpot":
      return (
        tokens !== undefined && !tokens.mixed && (tokens.outputTokens ?? 0) > 1 && tokens.chunksMs.length > 1
      );
  }
}

/** The time of an ok request that a limit is about, ms. */
export function latencyOf(
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

/**
 * Time per token of an answer, ms: (last − first text) ÷ (output tokens − 1). It is 0 for an answer that has none, and
 * infinite where the server did not count, or counted several choices together.
 */
function timePerToken(tokens: AnswerTokens | undefined): number {
  if (tokens === undefined || tokens.outputTokens === null || tokens.mixed) return Number.POSITIVE_INFINITY;
  const { outputTokens, chunksMs } = tokens;
  if (outputTokens < 2 || chunksMs.length < 2) return 0;
  return ((chunksMs.at(-1) as number) - (chunksMs[0] as number)) / (outputTokens - 1);
}
