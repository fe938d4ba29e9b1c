import { largest } from "../core/extremes.ts";
import type { Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { RunResult } from "../result/run-result.ts";
import { TokenTally } from "./token-tally.ts";

/** Bins in which answers are counted, to find the fastest half of the measured part: so many in the shortest one that may be. */
const BINS = 20;

/** Numbers of ok answers, of their items and of their tokens. */
export class AnswerTally {
  requests = 0;
  items = 0;
  readonly tokens = new TokenTally();

  /** Adds an answer, or the part of it that `weight` says. */
  add(items: number, tokens: AnswerTokens | undefined, weight = 1): void {
    this.requests += weight;
    this.items += weight * items;
    if (tokens !== undefined) this.tokens.add(tokens, weight);
  }
}

/** The amounts that rates of the measured part are made of; null where a server did not count its tokens. */
export interface Achieved {
  readonly requests: number;
  readonly items: number;
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
}

/**
 * Counts answers by how they lie to the edges of the measured part. Answers that end within it are fewer than requests that came
 * due in it as long as those of the begin are under way, and with answers of seconds that is a large part: so rates are made of
 * other counts (docs/metrics.md).
 */
export class Throughput {
  /** Answers that came within the measured part, whenever they were meant to be sent. */
  readonly within = new AnswerTally();
  /** Answers to requests that were due in the measured part, whenever they came. */
  readonly due = new AnswerTally();
  /** Every answer by the part of its time that lies in the measured part. */
  readonly overlapping = new AnswerTally();
  readonly #fromMs: number;
  #lengthMs: number;
  readonly #binMs: number;
  readonly #bins = new Map<number, number>();
  #crossing = 0;

  /** @param shortestMs length of the measured part if it is ended as early as it may be; left out = it is not ended early */
  constructor(fromMs: number, lengthMs: number, shortestMs = lengthMs) {
    this.#fromMs = fromMs;
    this.#lengthMs = lengthMs;
    this.#binMs = shortestMs / BINS;
  }

  /** Reports, before it is so, that the measured part is shorter than planned. */
  end(lengthMs: number): void {
    this.#lengthMs = lengthMs;
  }

  add(sample: Readonly<Sample>, tokens: AnswerTokens | undefined): void {
    const { outcome, phase, items, intendedMs, sentMs, doneMs } = sample;
    const [beganMs, endedMs] = [(sentMs ?? intendedMs) - this.#fromMs, doneMs - this.#fromMs];
    if (beganMs < this.#lengthMs && endedMs >= this.#lengthMs) this.#crossing++;
    if (outcome !== "ok") return;
    const isWithin = endedMs >= 0 && endedMs < this.#lengthMs;
    if (isWithin) this.within.add(items, tokens);
    if (phase === "measure") this.due.add(items, tokens);
    const share = shareWithin(beganMs, endedMs, this.#lengthMs) ?? Number(isWithin);
    if (share > 0) this.overlapping.add(items, tokens, share);
    const bin = Math.floor(endedMs / this.#binMs);
    if (bin >= 0) this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + 1);
  }

  /**
   * The most answers in a time as long as the measured part that the server was seen to give over half of that time, at any
   * time from the begin of the measured part to the last answer: what it can do, as far as the run shows.
   */
  get sustained(): number {
    const half = Math.max(1, Math.round(this.#lengthMs / this.#binMs / 2));
    let [most, sum] = [0, 0];
    const last = largest(this.#bins.keys(), 0);
    for (let bin = 0; bin <= last; bin++) {
      sum += (this.#bins.get(bin) ?? 0) - (this.#bins.get(bin - half) ?? 0);
      most = Math.max(most, sum);
    }
    return (most * this.#lengthMs) / (half * this.#binMs);
  }

  /**
   * What was achieved in the measured part.
   *
   * @param partial whether the run was interrupted: then requests under way were given up, and only what came counts
   */
  achieved(loop: RunResult["load"]["kind"], partial: boolean): Achieved {
    if (partial) return amountOf(this.within);
    // Where nothing was under way at the end, the driver gave it up, and what it gave up would be missing.
    if (loop === "closed") return amountOf(this.#crossing === 0 ? this.within : this.overlapping);
    const { requests } = this.due;
    return amountOf(this.due, requests === 0 ? 1 : Math.min(1, this.sustained / requests));
  }
}

/** Share of an interval that lies between 0 and `lengthMs`; null where the interval has no length. */
function shareWithin(fromMs: number, toMs: number, lengthMs: number): number | null {
  if (toMs <= fromMs) return null;
  return Math.max(0, Math.min(toMs, lengthMs) - Math.max(fromMs, 0)) / (toMs - fromMs);
}

function amountOf({ requests, items, tokens }: AnswerTally, share = 1): Achieved {
  return {
    requests: share * requests,
    items: share * items,
    promptTokens: tokens.promptUnknown === 0 ? share * tokens.prompt : null,
    outputTokens: tokens.outputUnknown === 0 ? share * tokens.output : null,
  };
}
