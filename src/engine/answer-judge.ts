import type { Phase } from "../core/sample.ts";
import type { AccuracyCounts } from "../stats/accuracy.ts";
import { judgeAnswer } from "../targets/judge/judge-answer.ts";
import type { AnswerReader, Classified, Target } from "../targets/target.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import { type Verification, Verifier } from "./verifier.ts";

/** The part of a request's record that its answer is read into and judged by. Times are ms since the start of the run. */
interface Answered {
  readonly sentMs: number;
  readonly lastByteMs: number;
  readonly phase: Phase;
  readonly payloadIndex: number;
  reader: AnswerReader | null;
  unreadable: unknown;
}

/** What the answers of a load are held against. */
interface Measures {
  readonly expected: unknown;
  readonly timeoutMs: number;
  readonly verification?: Verification | undefined;
}

/**
 * Reads and judges the answers of a load, behind a fence: whatever breaks on what a server sent costs that request, and
 * not the run.
 */
export class AnswerJudge {
  readonly #target: Target;
  readonly #expected: unknown;
  readonly #timeoutMs: number;
  readonly #verifier: Verifier | null;

  constructor(target: Target, { expected, timeoutMs, verification }: Measures) {
    this.#target = target;
    this.#expected = expected;
    this.#timeoutMs = timeoutMs;
    this.#verifier = verification === undefined ? null : new Verifier(target, expected, verification);
  }

  /** The counts of right answers; null without labels. */
  get accuracy(): AccuracyCounts | null {
    return this.#verifier?.accuracy ?? null;
  }

  /** Gets ready to read a streamed answer. */
  startReading(answer: Answered): void {
    answer.reader ??= this.#target.openReader?.(this.#expected) ?? null;
    answer.reader?.start();
  }

  /** Reads a part of a streamed answer. */
  read(answer: Answered, part: Uint8Array): void {
    if (answer.unreadable !== null) return;
    try {
      answer.reader?.take(part, answer.lastByteMs);
    } catch (error) {
      answer.unreadable = error;
    }
  }

  judge(answer: Answered, response: HttpResponse): Classified {
    try {
      return this.#verdictOn(answer, response);
    } catch (error) {
      const message = `the answer cannot be read: ${error instanceof Error ? error.message : error}`;
      return { outcome: "wrong", failure: "response-shape", message };
    }
  }

  /** The judgement of an answer. The reader has read a streamed body already; the body of a refusal is complete. */
  #verdictOn(answer: Answered, response: HttpResponse): Classified {
    const { reader, unreadable, payloadIndex, phase, sentMs, lastByteMs } = answer;
    if (unreadable !== null) throw unreadable;
    if (reader !== null && response.status < 300) return reader.end();
    const timing = { tookMs: lastByteMs - sentMs, timeoutMs: this.#timeoutMs };
    const judged = judgeAnswer(this.#target, response, this.#expected, timing);
    return this.#verifier === null || judged.outcome !== "ok"
      ? judged
      : this.#verifier.judge(response, payloadIndex, phase);
  }
}
