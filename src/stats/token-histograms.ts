import type { AnswerTokens } from "../core/token-block.ts";
import type { LatencyLimit, ObjectiveLatency } from "../result/objective.ts";
import { Histogram } from "./histogram.ts";

/**
 * Times of the tokens of ok requests. A figure that an answer does not have is not recorded for it: nothing is guessed
 * from the number of chunks, which may hold several tokens each.
 */
export class TokenHistograms {
  /** Time to the first text: first text − intended. */
  readonly ttft: Histogram;
  /** Time to the first text after sending: first text − sent. */
  readonly ttftFromSent: Histogram;
  /** Time per output token: (last − first text) ÷ (output tokens − 1), from two tokens and two chunks on, of one choice. */
  readonly tpot: Histogram;
  /** Time between one chunk and the next, of answers of one choice. */
  readonly chunkGap = new Histogram();
  /** Service time per output token: (done − sent) ÷ output tokens. */
  readonly servicePerToken = new Histogram();

  /** @param limits limits of objectives, beyond which requests are counted one by one */
  constructor(limits: readonly LatencyLimit[] = []) {
    this.ttft = new Histogram(limitsOf("ttft", limits));
    this.ttftFromSent = new Histogram(limitsOf("ttftFromSent", limits));
    this.tpot = new Histogram(limitsOf("tpot", limits));
  }

  record(
    intendedMs: number,
    sentMs: number,
    doneMs: number,
    { outputTokens, mixed, chunksMs }: Readonly<AnswerTokens>,
  ): void {
    const [firstMs] = chunksMs;
    const lastMs = chunksMs.at(-1);
    if (firstMs !== undefined && lastMs !== undefined) {
      this.ttft.recordMs(firstMs - intendedMs);
      this.ttftFromSent.recordMs(firstMs - sentMs);
      if (mixed) return;
      // One chunk shows no time between tokens, however many it holds.
      if (outputTokens !== null && outputTokens > 1 && chunksMs.length > 1)
        this.tpot.recordMs((lastMs - firstMs) / (outputTokens - 1));
      for (let i = 1; i < chunksMs.length; i++)
        this.chunkGap.recordMs((chunksMs[i] as number) - (chunksMs[i - 1] as number));
    }
    if (outputTokens !== null && outputTokens > 0 && !mixed)
      this.servicePerToken.recordMs((doneMs - sentMs) / outputTokens);
  }

  add(other: TokenHistograms): void {
    this.ttft.add(other.ttft);
    this.ttftFromSent.add(other.ttftFromSent);
    this.tpot.add(other.tpot);
    this.chunkGap.add(other.chunkGap);
    this.servicePerToken.add(other.servicePerToken);
  }
}

/** The limits of one latency, ms. */
export function limitsOf(latency: ObjectiveLatency, limits: readonly LatencyLimit[]): number[] {
  return limits.filter((limit) => limit.latency === latency).map(({ limitMs }) => limitMs);
}
