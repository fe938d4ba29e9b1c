import { show, WireError } from "../wire-error.ts";

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const LETTER_F = 102;
const LETTER_N = 110;
const OPEN = 123;
const CLOSE = 125;

/** What an event of a text stream may contain, as bits: an event may contain several of them. */
export const SAYS = {
  /** Text that is not empty, of the answer or of the reasoning before it. */
  text: 1,
  /** The reason why the answer ended: a text that is not empty. */
  finished: 2,
  /** The token counts of the request and its answer. */
  usage: 4,
  /** Something that may be an error: the decoded event tells. */
  error: 8,
  /** A part of an answer, be it an empty one. */
  answer: 16,
  /** A part of another choice than the first. */
  otherChoice: 32,
} as const;

/** The place at which a key has its meaning: at the top of an event, in a choice, in the delta of a choice, or anywhere below one. */
type Place = "top" | "choice" | "delta" | "below";

/** A key of an event: where it has a meaning, the bit of `SAYS` that it stands for, and the values that say it. */
interface KeyRule {
  readonly place: Place;
  readonly says: number;
  readonly value:
    | "text"
    | "must-be-text"
    | "texts"
    | "object"
    | "truthy"
    | "error-word"
    | "present"
    | "not-zero";
}

/** The keys of the events of a protocol, each with its rule. */
export type ChunkKeys = readonly { readonly name: Uint8Array; readonly rule: KeyRule }[];

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

export function chunkKeys(rules: Readonly<Record<string, KeyRule | readonly KeyRule[]>>): ChunkKeys {
  return Object.entries(rules).flatMap(([name, rule]) =>
    [rule].flat().map((one) => ({ name: ascii(name), rule: one })),
  );
}

const TEXT_BELOW: KeyRule = { place: "below", says: SAYS.text, value: "text" };
const ERROR_WORD: KeyRule = { place: "top", says: SAYS.error, value: "error-word" };

/**
 * Keys of events of OpenAI and compatible servers. `text` belongs to completions, `content` to chats;
 * `reasoning_content` (SGLang, llama.cpp, older vLLM) and `reasoning` (vLLM, Ollama) come before it, `arguments`
 * belongs to a tool call. An error is one at the top of an event: deeper ones are notes, such as that of a filter.
 */
export const OPENAI_KEYS = chunkKeys({
  content: [{ place: "delta", says: SAYS.text, value: "must-be-text" }, TEXT_BELOW],
  text: [{ place: "choice", says: SAYS.text, value: "must-be-text" }, TEXT_BELOW],
  reasoning_content: TEXT_BELOW,
  reasoning: TEXT_BELOW,
  refusal: TEXT_BELOW,
  arguments: TEXT_BELOW,
  finish_reason: { place: "choice", says: SAYS.finished, value: "text" },
  index: { place: "choice", says: SAYS.otherChoice, value: "not-zero" },
  choices: { place: "top", says: SAYS.answer, value: "present" },
  usage: { place: "top", says: SAYS.usage, value: "object" },
  error: { place: "top", says: SAYS.error, value: "truthy" },
  error_code: { place: "top", says: SAYS.error, value: "not-zero" },
  object: ERROR_WORD,
  type: ERROR_WORD,
});

const CHOICES = ascii("choices");
const ERROR = ascii('"error"');

/**
 * Looks at an event (a JSON object) without decoding it, so that a token costs a walk over its bytes and nothing is
 * allocated. Strings are skipped whole: text that a model writes is never taken for a key.
 *
 * @returns bits of `SAYS`
 * @throws WireError when it is not a JSON object, or has another value where a text belongs
 */
export function scanChunk(bytes: Uint8Array, from: number, to: number, keys: ChunkKeys): number {
  const start = afterSpace(bytes, from, to);
  let end = to;
  while (end > start && (bytes[end - 1] as number) <= SPACE) end--;
  if (bytes[start] !== OPEN || bytes[end - 1] !== CLOSE) throw notAnObject(bytes, from, to);
  let says = 0;
  let depth = 0;
  let inChoices = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
    if (byte !== QUOTE) continue;
    const close = endOfString(bytes, at + 1, end);
    if (close === end) throw notAnObject(bytes, from, to);
    const colon = afterSpace(bytes, close + 1, end);
    if (bytes[colon] !== COLON) {
      at = close;
      continue;
    }
    const value = afterSpace(bytes, colon + 1, end);
    if (depth === 1) inChoices = equals(bytes, at + 1, close, CHOICES);
    says |= meaningOf(bytes, at + 1, close, value, depth, inChoices, keys);
    at = value - 1;
  }
  return says;
}

/** The bits that a key and its value stand for at its place in the event. */
function meaningOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  value: number,
  depth: number,
  inChoices: boolean,
  keys: ChunkKeys,
): number {
  let says = 0;
  for (const { name, rule } of keys) {
    if (!equals(bytes, start, end, name) || !isAt(rule.place, depth, inChoices)) continue;
    if (hasContent(rule.value, bytes, value)) says |= rule.says;
  }
  return says;
}

/** Whether a depth is that of a place: choices are a list at the top, of objects that hold a delta each. */
function isAt(place: Place, depth: number, inChoices: boolean): boolean {
  switch (place) {
    case "top":
      return depth === 1;
    case "choice":
      return inChoices && depth === 3;
    case "delta":
      return inChoices && depth === 4;
    case "below":
      return inChoices && depth >= 3;
  }
}

/** Whether a value says something: an empty text and a null say nothing. */
function hasContent(kind: KeyRule["value"], bytes: Uint8Array, value: number): boolean {
  const first = bytes[value] as number;
  switch (kind) {
    case "text":
      return first === QUOTE && bytes[value + 1] !== QUOTE;
    case "must-be-text":
      // A list holds parts, whose texts are found below it.
      if (first !== QUOTE && first !== LETTER_N && first !== OPEN_LIST) throw notText(bytes, value);
      return first === QUOTE && bytes[value + 1] !== QUOTE;
    case "texts":
      if (first !== OPEN_LIST) return hasContent("must-be-text", bytes, value);
      return hasContent("text", bytes, afterSpace(bytes, value + 1, bytes.length));
    case "object":
      return first === OPEN;
    case "truthy":
      if (first === QUOTE) return bytes[value + 1] !== QUOTE;
      return first !== LETTER_N && first !== LETTER_F && first !== ZERO;
    case "error-word":
      return equals(bytes, value, value + ERROR.length, ERROR);
    case "present":
      return true;
    case "not-zero":
      return first !== LETTER_N && first !== ZERO && first !== QUOTE;
  }
}

function equals(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (text.length !== end - start) return false;
  let same = 0;
  while (same < text.length && bytes[start + same] === text[same]) same++;
  return same === text.length;
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

function notText(bytes: Uint8Array, value: number): WireError {
  let end = value;
  while (end < bytes.length && end < value + 20 && bytes[end] !== COMMA && bytes[end] !== CLOSE) end++;
  const found = new TextDecoder().decode(bytes.subarray(value, end));
  return new WireError(`an event of the stream: expected text as its content, found ${show(found)}`);
}
