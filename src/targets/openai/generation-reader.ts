import { OpenAiStream, type StreamProtocol } from "../../wire/openai/openai-stream.ts";
import { type AnswerReader, type Classified, OK } from "../target.ts";

/** What is known of every stream of a run before it comes: the server's first one and the requests tell. */
export interface ExpectedStream {
  /** Whether the first stream ended with `[DONE]`: one without it is then cut, even behind a finish_reason. */
  readonly done?: boolean;
  /** Whether the first stream gave a finish_reason: one without it broke off, even where [DONE] follows. */
  readonly reason?: boolean;
  /** Whether the requests ask for several choices. */
  readonly mixed?: boolean;
}

/** Reads one streamed answer after another and judges each at its end, by what it says. */
export class GenerationReader implements AnswerReader {
  readonly #stream: OpenAiStream;
  readonly #expected: ExpectedStream;

  constructor(protocol: StreamProtocol, expected: ExpectedStream = {}) {
    this.#stream = new OpenAiStream(protocol);
    this.#expected = expected;
  }

  start(): void {
    this.#stream.start();
  }

  take(part: Uint8Array, nowMs: number): void {
    this.#stream.push(part, nowMs);
  }

  /** What the stream that was read leads one to expect of the others. */
  get learned(): ExpectedStream {
    return { done: this.#stream.saysDone, reason: this.#stream.saysReason };
  }

  end(): Classified {
    const { error, broken, events, protocol } = this.#stream;
    if (error !== null) return { outcome: "error", failure: "stream-error", message: error };
    if (broken !== null) return { outcome: "wrong", failure: "response-shape", message: broken.message };
    if (events === 0)
      return { outcome: "wrong", failure: "response-shape", message: "it holds no server-sent event" };
    const fault = protocol.saysItsEnd ? this.#faultOfEnd() : this.#faultOfBodyEnd();
    if (fault !== null) return fault;
    const { tokens } = this.#stream;
    return { ...OK, tokens: this.#expected.mixed === true ? { ...tokens, mixed: true } : tokens };
  }

  /** The fault of a stream that should say its end. */
  #faultOfEnd(): Classified | null {
    const { saysDone, saysReason, hasText, isWithinEvent } = this.#stream;
    if (!saysDone && isWithinEvent && !saysReason) return CUT_IN_EVENT;
    if (!saysDone && !saysReason) return cut("the stream ended without a finish_reason and without [DONE]");
    if (!saysDone && this.#expected.done === true)
      return cut("the stream ended behind its finish_reason, without the [DONE] that the first answer had");
    if (hasText && !saysReason && this.#expected.reason === true)
      return cut("the stream ended without the finish_reason that the first answer had");
    return saysReason || hasText
      ? null
      : empty("the stream ended without any text and without a finish_reason");
  }

  /** The fault of a stream that ends with its body. */
  #faultOfBodyEnd(): Classified | null {
    if (this.#stream.isWithinEvent) return CUT_IN_EVENT;
    return this.#stream.isAnswer ? null : empty("the stream ended without any text_output");
  }
}

/** An answer that says nothing, and not why. */
export function empty(message: string): Classified {
  return { outcome: "wrong", failure: "empty-answer", message };
}

function cut(message: string): Classified {
  return { outcome: "error", failure: "stream-cut", message };
}

const CUT_IN_EVENT = cut("the stream ended in the middle of an event");
