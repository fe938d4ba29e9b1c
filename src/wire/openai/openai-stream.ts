import type { AnswerTokens } from "../../core/token-block.ts";
import { isDone, isEmpty, type SseEvent, SseReader } from "../http/sse-reader.ts";
import { decodeText, parseJson } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { errorOf, errorText } from "./answer-error.ts";
import { parseUsage, type Usage } from "./openai.ts";
import { type ChunkKeys, OPENAI_KEYS, SAYS, scanChunk } from "./openai-chunk.ts";

const FIRST_CHUNKS = 256;
const OPEN = 123;
const WHAT = "an event of the stream";
const NO_USAGE: Usage = { promptTokens: null, outputTokens: null };

/** How to read the events of a stream: the keys they have, and how the stream ends. */
export interface StreamProtocol {
  readonly keys: ChunkKeys;
  /**
   * Whether an event marks the end of the answer. Otherwise the end of the body does, which HTTP tells from a cut body.
   */
  readonly saysItsEnd: boolean;
}

export const OPENAI: StreamProtocol = { keys: OPENAI_KEYS, saysItsEnd: true };

/**
 * Reads the stream of one chat or completion as it arrives: when pieces of text came, what the server counted, and
 * what was said of its end. One reader serves one stream after another.
 *
 * A piece is an event with text in it. The first event of a chat, which holds only a role, and the last one, which
 * holds the usage and no choices, are not pieces, so neither affects a time.
 */
export class OpenAiStream {
  readonly protocol: StreamProtocol;
  readonly #reader = new SseReader((event) => this.#take(event));
  #chunksMs = new Float64Array(FIRST_CHUNKS);
  #chunks = 0;
  #nowMs = 0;
  #usage = NO_USAGE;
  #events = 0;
  #says = 0;
  #saysDone = false;
  #error: string | null = null;
  #broken: WireError | null = null;

  constructor(protocol: StreamProtocol = OPENAI) {
    this.protocol = protocol;
  }

  /** Starts the next stream and forgets the last one, even if that was given up. */
  start(): void {
    this.#reader.end();
    this.#chunks = 0;
    this.#usage = NO_USAGE;
    this.#events = 0;
    this.#says = 0;
    this.#saysDone = false;
    this.#error = null;
    this.#broken = null;
  }

  /** Reads the next bytes of the stream; an error in them is reported at the end. */
  push(part: Uint8Array, nowMs: number): void {
    if (this.#broken !== null) return;
    this.#nowMs = nowMs;
    try {
      this.#reader.push(part);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#broken = error;
    }
  }

  get events(): number {
    return this.#events;
  }

  /** Whether the server sent `[DONE]`. */
  get saysDone(): boolean {
    return this.#saysDone;
  }

  /** Whether the server gave a reason why the answer ended. */
  get saysReason(): boolean {
    return (this.#says & SAYS.finished) !== 0;
  }

  /** Whether any text came. */
  get hasText(): boolean {
    return this.#chunks > 0;
  }

  /** Whether any event was a part of an answer, be it an empty one. */
  get isAnswer(): boolean {
    return (this.#says & SAYS.answer) !== 0;
  }

  get isWithinEvent(): boolean {
    return this.#reader.isWithinEvent;
  }

  /** The error that the server reported in the middle of an answer that began well; null where there was none. */
  get error(): string | null {
    return this.#error;
  }

  /** The error of bytes that are not such a stream; null where there was none. */
  get broken(): WireError | null {
    return this.#broken;
  }

  /** Token counts and times of the answer; valid until the next stream. */
  get tokens(): AnswerTokens {
    const { promptTokens, outputTokens } = this.#usage;
    return {
      promptTokens,
      // Text is at least one token: a count of none beside it was not counted.
      outputTokens: outputTokens === 0 && this.#chunks > 0 ? null : outputTokens,
      mixed: (this.#says & SAYS.otherChoice) !== 0,
      chunksMs: this.#chunksMs.subarray(0, this.#chunks),
    };
  }

  #take(event: SseEvent): void {
    this.#events++;
    // What follows the end is no part of the answer, and an event without data only keeps the connection open.
    if (this.#saysDone) return;
    const isError = event.name === "error";
    if (isDone(event)) {
      this.#saysDone = true;
      return;
    }
    if (isError) this.#error ??= this.#errorIn(event);
    else if (!isEmpty(event) && (event.name === "" || event.buffer[event.start] === OPEN)) this.#scan(event);
  }

  #scan(event: SseEvent): void {
    const says = scanChunk(event.buffer, event.start, event.end, this.protocol.keys);
    this.#says |= says;
    if ((says & SAYS.text) !== 0) this.#addChunk();
    // Pieces of text are many and cost no more than the look at their bytes; other events are few.
    const isPiece = (says & ~(SAYS.text | SAYS.otherChoice)) === SAYS.answer;
    if (!isPiece) this.#decode(event, says);
  }

  #decode(event: SseEvent, says: number): void {
    const text = decodeText(event.buffer.subarray(event.start, event.end), WHAT);
    const json = parseJson(text, WHAT);
    if ((says & SAYS.usage) !== 0) this.#usage = parseUsage(json);
    this.#error ??= errorOf(json);
  }

  /** The words of an event that is named an error, whatever its data are. */
  #errorIn({ buffer, start, end }: SseEvent): string {
    const text = decodeText(buffer.subarray(start, end), WHAT).trim();
    return errorTextIn(text) ?? (text === "" ? "an error event without words" : text);
  }

  #addChunk(): void {
    if (this.#chunks === this.#chunksMs.length) {
      const larger = new Float64Array(2 * this.#chunks);
      larger.set(this.#chunksMs);
      this.#chunksMs = larger;
    }
    this.#chunksMs[this.#chunks++] = this.#nowMs;
  }
}

function errorTextIn(text: string): string | undefined {
  try {
    return errorText(parseJson(text, WHAT));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return undefined;
  }
}
