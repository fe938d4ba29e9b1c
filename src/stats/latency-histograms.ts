import type { Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { LatencyLimit } from "../result/objective.ts";
import { Histogram } from "./histogram.ts";
import { limitsOf, TokenHistograms } from "./token-histograms.ts";

/** Latencies of the ok requests of one second, or of the whole measured part. */
export class LatencyHistograms {
  readonly response: Histogram;
  readonly service: Histogram;
  readonly sendLag = new Histogram();
  /** Times of tokens; null as long as no answer reported its tokens. */
  tokens: TokenHistograms | null = null;
  readonly #limits: readonly LatencyLimit[];

  /** @param limits limits of objectives, beyond which requests are counted one by one */
  constructor(limits: readonly LatencyLimit[] = []) {
    this.response = new Histogram(limitsOf("response", limits));
    this.service = new Histogram(limitsOf("service", limits));
    this.#limits = limits;
  }

  record(sample: Readonly<Sample>, tokens?: AnswerTokens): void {
    if (sample.sentMs === null) return;
    if (tokens !== undefined) this.#tokens().record(sample.intendedMs, sample.sentMs, sample.doneMs, tokens);
    this.response.recordMs(sample.doneMs - sample.intendedMs);
    this.service.recordMs(sample.doneMs - sample.sentMs);
    this.sendLag.recordMs(sample.sentMs - sample.intendedMs);
  }

  add(other: LatencyHistograms): void {
    this.response.add(other.response);
    this.service.add(other.service);
    this.sendLag.add(other.sendLag);
    if (other.tokens !== null) this.#tokens().add(other.tokens);
  }

  #tokens(): TokenHistograms {
    this.tokens ??= new TokenHistograms(this.#limits);
    return this.tokens;
  }
}
