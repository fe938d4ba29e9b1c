import { type Phase, type Sample, SampleBlock } from "../core/sample.ts";
import { type AnswerTokens, TokenBlock } from "../core/token-block.ts";
import type { AccuracyCounts } from "../stats/accuracy.ts";
import type { FailureExample } from "../stats/run-facts.ts";
import type { FromWorker } from "./messages.ts";

/**
 * The time between two reports, ms. Frequent reports are small, so that the recording thread, which may share the core
 * of the sender, is never busy for long.
 */
const REPORT_EVERY_MS = 20;
const LEAST_BLOCK_SAMPLES = 256;
const MOST_BLOCK_SAMPLES = 4096;
const LEAST_TOKEN_CELLS = 1024;
/** The number of cells above which a block is sent early, as with answers of many tokens: 1 MB. */
const MOST_TOKEN_CELLS = 131_072;

/** Collects the samples of a worker and sends them in blocks, so that memory does not grow with the run. */
export class Reporter {
  readonly #send: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  readonly #nowMs: () => number;
  readonly #inFlight: () => number;
  readonly #accuracy: AccuracyCounts | null;
  readonly #seenExamples = new Set<string>();
  #block = new SampleBlock(LEAST_BLOCK_SAMPLES);
  /** The block of tokens; null when answers do not tell their tokens. */
  #tokens: TokenBlock | null;
  #sends = new Float64Array(MOST_BLOCK_SAMPLES);
  #sendCount = 0;
  #warmupSends = 0;
  #examples: FailureExample[] = [];
  #maxInFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param withTokens whether answers tell their tokens
   * @param accuracy the counts of right answers, which the judge of the answers goes on with; null without labels
   */
  constructor(
    send: (message: FromWorker, transfer?: ArrayBuffer[]) => void,
    nowMs: () => number,
    inFlight: () => number,
    withTokens: boolean,
    accuracy: AccuracyCounts | null,
  ) {
    this.#send = send;
    this.#nowMs = nowMs;
    this.#inFlight = inFlight;
    this.#accuracy = accuracy;
    this.#tokens = withTokens ? new TokenBlock(LEAST_TOKEN_CELLS) : null;
  }

  start(): void {
    this.#timer = setInterval(() => this.#flush(), REPORT_EVERY_MS);
  }

  sent(sentMs: number, phase: Phase, inFlight: number): void {
    this.#sends[this.#sendCount++] = sentMs;
    if (phase === "warmup") this.#warmupSends++;
    if (inFlight > this.#maxInFlight) this.#maxInFlight = inFlight;
    if (this.#sendCount === MOST_BLOCK_SAMPLES) this.#flush();
  }

  record(sample: Sample, tokens: AnswerTokens | undefined): void {
    this.#block.push(sample);
    this.#tokens?.push(tokens);
    if (this.#block.full || (this.#tokens?.length ?? 0) > MOST_TOKEN_CELLS) this.#flush();
  }

  example(example: FailureExample): void {
    const key = `${example.outcome} ${example.failure} ${example.status}`;
    if (this.#seenExamples.has(key)) return;
    this.#seenExamples.add(key);
    this.#examples.push(example);
  }

  finish(): void {
    clearInterval(this.#timer);
    this.#flush();
  }

  #flush(): void {
    const { rows, count } = this.#block;
    const sends = this.#sends.slice(0, this.#sendCount);
    const tokens = this.#tokens?.cells ?? null;
    const transfer = [rows.buffer, sends.buffer, ...(tokens === null ? [] : [tokens.buffer])];
    this.#send(
      {
        kind: "report",
        rows,
        count,
        tokens,
        sends,
        warmupSends: this.#warmupSends,
        upToMs: this.#nowMs(),
        maxInFlight: this.#maxInFlight,
        examples: this.#examples,
        accuracy: this.#accuracy,
      },
      transfer as ArrayBuffer[],
    );
    // The next block has room for twice as many samples, so that a busy thread sends rarely and an idle one stays small.
    this.#block = new SampleBlock(Math.min(MOST_BLOCK_SAMPLES, Math.max(LEAST_BLOCK_SAMPLES, 2 * count)));
    if (tokens !== null) this.#tokens = new TokenBlock(Math.max(LEAST_TOKEN_CELLS, 2 * tokens.length));
    this.#sendCount = 0;
    this.#warmupSends = 0;
    this.#examples = [];
    // A report begins with what is in flight already: a request that takes seconds is in all of them.
    this.#maxInFlight = this.#inFlight();
  }
}
