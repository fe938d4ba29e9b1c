import { WireError } from "../wire-error.ts";

const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const OPEN = 123;
const CLOSE = 125;
const LETTER_N = 110;

/** What an event of a text stream may contain, as bits: an event may contain several of them. */
export const SAYS = {
  /** Text that is not empty, of the answer or of the reasoning before it. */
  text: 1,
  /** The reason why the answer ended. */
  finished: 2,
  /** The token counts of the request and its answer. */
  usage: 4,
  error: 8,
} as const;

/** Keys of an event, at any depth, each with the bits of `SAYS` that it stands for. */
export type ChunkKeys = readonly { readonly name: Uint8Array; readonly says: number }[];

export function chunkKeys(keys: Readonly<Record<string, number>>): ChunkKeys {
  return Object.entries(keys).map(([name, says]) => ({ name: new TextEncoder().encode(name), says }));
}

/**
 * Keys of events of OpenAI and compatible servers. `text` belongs to completions, `content` to chats;
 * `reasoning_content` (SGLang, llama.cpp, older vLLM) and `reasoning` (vLLM, Ollama) come before it, `arguments`
 * belongs to a tool call.
 */
export const OPENAI_KEYS = chunkKeys({
  content: SAYS.text,
  text: SAYS.text,
  reasoning_content: SAYS.text,
  reasoning: SAYS.text,
  arguments: SAYS.text,
  finish_reason: SAYS.finished,
  usage: SAYS.usage,
  error: SAYS.error,
});

/**
 * Looks at an event (a JSON object) without decoding it, so that a token costs a walk over its bytes and nothing is
 * allocated. Strings are skipped whole: text that a model writes is never taken for a key.
 *
 * @returns bits of `SAYS`
 * @throws WireError when it is not a JSON object
 */
export function scanChunk(bytes: Uint8Array, from: number, to: number, keys: ChunkKeys): number {
  const start = afterSpace(bytes, from, to);
  let end = to;
  while (end > start && (bytes[end - 1] as number) <= SPACE) end--;
  if (bytes[start] !== OPEN || bytes[end - 1] !== CLOSE) throw notAnObject(bytes, from, to);
  let says = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    const close = endOfString(bytes, at + 1, end);
    if (close === end) throw notAnObject(bytes, from, to);
    const colon = afterSpace(bytes, close + 1, end);
    if (bytes[colon] !== COLON) {
      at = close;
      continue;
    }
    const value = afterSpace(bytes, colon + 1, end);
    const key = meaningOf(bytes, at + 1, close, keys);
    if (hasContent(key, bytes, value)) says |= key;
    at = value - 1;
  }
  return says;
}

/** Whether the value of a key says something: an empty text and a null say nothing. */
function hasContent(key: number, bytes: Uint8Array, value: number): boolean {
  switch (key) {
    case SAYS.text:
      return bytes[value] === QUOTE && bytes[value + 1] !== QUOTE;
    case SAYS.finished:
      return bytes[value] === QUOTE;
    case SAYS.usage:
      return bytes[value] === OPEN;
    case SAYS.error:
      return bytes[value] !== LETTER_N;
    default:
      return false;
  }
}

function meaningOf(bytes: Uint8Array, start: number, end: number, keys: ChunkKeys): number {
  for (const { name, says } of keys) {
    if (name.length !== end - start) continue;
    let same = 0;
    while (same < name.length && bytes[start + same] === name[same]) same++;
    if (same === name.length) return says;
  }
  return 0;
}

/** Index of the quote that closes a string; `end` when there is none. */
function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, end);
}

function afterSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] as number) <= SPACE) at++;
  return at;
}

function notAnObject(bytes: Uint8Array, start: number, end: number): WireError {
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 60)));
  return new WireError(`an event of the stream: expected a JSON object, found ${JSON.stringify(text)}`);
}
