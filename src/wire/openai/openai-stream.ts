import type { AnswerTokens } from "../../core/token-block.ts";
import { isDone, type SseEvent, SseReader } from "../http/sse-reader.ts";
import { decodeText, parseJson } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { errorText, parseUsage, type Usage } from "./openai.ts";
import { type ChunkKeys, OPENAI_KEYS, SAYS, scanChunk } from "./openai-chunk.ts";

const FIRST_CHUNKS = 256;
const NO_USAGE: Usage = { promptTokens: null, outputTokens: null };

/** How to read the events of a stream: the keys they have, and how the stream ends. */
export interface StreamProtocol {
  readonly keys: ChunkKeys;
  /**
   * Whether an event marks the end of the answer. Otherwise the end of the body does, which HTTP tells from a cut body.
   */
  readonly saysItsEnd: boolean;
}

const OPENAI: StreamProtocol = { keys: OPENAI_KEYS, saysItsEnd: true };

/**
 * Reads the stream of one chat or completion as it arrives: when pieces of text came, what the server counted, and
 * whether the answer was whole. One reader serves one stream after another.
 *
 * A piece is an event with text in it. The first event of a chat, which holds only a role, and the last one, which
 * holds the usage and no choices, are not pieces, so neither affects a time.
 */
export class OpenAiStream {
  readonly #protocol: StreamProtocol;
  readonly #reader = new SseReader((event) => this.#take(event));
  #chunksMs = new Float64Array(FIRST_CHUNKS);
  #chunks = 0;
  #nowMs = 0;
  #usage = NO_USAGE;
  #events = 0;
  #whole = false;
  #error: string | null = null;
  #broken: WireError | null = null;

  constructor(protocol = OPENAI) {
    this.#protocol = protocol;
  }

  /** Starts the next stream and forgets the last one, even if that was given up. */
  start(): void {
    this.#reader.end();
    this.#chunks = 0;
    this.#usage = NO_USAGE;
    this.#events = 0;
    this.#whole = false;
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

  /**
   * Whether the answer is whole: the server said that it was done, or why the answer ended. In a protocol without such
   * an event, only an unfinished event shows that something is missing.
   */
  get whole(): boolean {
    return this.#whole || !(this.#protocol.saysItsEnd || this.isWithinEvent);
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
    return { ...this.#usage, chunksMs: this.#chunksMs.subarray(0, this.#chunks) };
  }

  #take(event: SseEvent): void {
    this.#events++;
    if (isDone(event)) {
      this.#whole = true;
      return;
    }
    const says = scanChunk(event.buffer, event.start, event.end, this.#protocol.keys);
    if ((says & SAYS.text) !== 0) this.#addChunk();
    if ((says & SAYS.finished) !== 0) this.#whole = true;
    if ((says & (SAYS.usage | SAYS.error)) !== 0 || event.name === "error") this.#decode(event, says);
  }

  /** Decodes an event in full: once per stream, rarely more often. */
  #decode(event: SseEvent, says: number): void {
    const text = decodeText(event.buffer.subarray(event.start, event.end), "an event of the stream");
    const json = parseJson(text, "an event of the stream");
    if ((says & SAYS.usage) !== 0) this.#usage = parseUsage(json);
    if ((says & SAYS.error) !== 0 || event.name === "error") this.#error ??= errorText(json) ?? text;
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
