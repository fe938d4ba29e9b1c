import type { AnswerTokens } from "../../core/token-block.ts";
import { isDone, type SseEvent, SseReader } from "../http/sse-reader.ts";
import { decodeText, parseJson } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { errorText, parseUsage, type Usage } from "./openai.ts";
import { type ChunkKeys, OPENAI_KEYS, SAYS, scanChunk } from "./openai-chunk.ts";

const FIRST_CHUNKS = 256;
const NO_USAGE: Usage = { promptTokens: null, outputTokens: null };

/** How the events of a stream are to be read. */
export interface StreamProtocol {
  readonly keys: ChunkKeys;
  /** An event says that the answer is over; else the end of the body does, which HTTP tells from a cut one. */
  readonly saysItsEnd: boolean;
}

const OPENAI: StreamProtocol = { keys: OPENAI_KEYS, saysItsEnd: true };

/**
 * Reads the stream of one chat or completion as it comes: when pieces of text came, what the server counted, and
 * whether the answer was whole. Used for one stream after another.
 *
 * A piece is an event with text in it. The first event of a chat, which holds only a role, and the last one, which
 * holds the usage and no choices, are none, so neither moves a time.
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

  /** Forgets all, also what a stream that was given up has left. */
  start(): void {
    this.#reader.end();
    this.#chunks = 0;
    this.#usage = NO_USAGE;
    this.#events = 0;
    this.#whole = false;
    this.#error = null;
    this.#broken = null;
  }

  /** Takes bytes as they come; what is wrong with them is told at the end. */
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
   * The server said that it was done, or why the answer ends. Where it is not to say so, nothing but a part of an event
   * shows that there was to be more.
   */
  get whole(): boolean {
    return this.#whole || !(this.#protocol.saysItsEnd || this.isWithinEvent);
  }

  get isWithinEvent(): boolean {
    return this.#reader.isWithinEvent;
  }

  /** What the server says went wrong, in the middle of an answer that began well. */
  get error(): string | null {
    return this.#error;
  }

  /** Bytes that are no such stream. */
  get broken(): WireError | null {
    return this.#broken;
  }

  /** Valid until the next stream. */
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

  /** Once per stream, or seldom more. */
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
