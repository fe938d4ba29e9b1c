import { show, WireError } from "./wire-error.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Decodes UTF-8; `what` names the bytes in the error. */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new WireError(`${what} is not UTF-8`, { cause });
  }
}

/**
 * Parses JSON from the other side. Integer literals of 16 digits and more become `bigint`, because a double cannot hold
 * every INT64 and `JSON.parse` would round it silently; all other numbers stay `number`.
 */
export function parseJson(text: string, what: string): unknown {
  try {
    // The first pattern is fast, and rules out most texts; the second one rules out floats with all their digits.
    if (!/\d{16}/.test(text) || !LONG_INTEGER.test(text)) return JSON.parse(text);
    return JSON.parse(wrapLiterals(text, LONG_INTEGER, WRAP), unwrapLongInteger);
  } catch (cause) {
    throw notJson(what, cause);
  }
}

/** The error of a text that cannot be parsed; `what` names the text. */
export function notJson(what: string, cause: unknown): WireError {
  // The text may be JSON all the same: what unwraps its values goes down as deep as they are nested.
  if (cause instanceof RangeError) return new WireError(`${what} is nested too deep`, { cause });
  return new WireError(`${what} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
}

/**
 * Parses JSON in which every number may be a double. It skips the search for long integers, which is slow for many
 * floats with all their digits.
 */
export function parseFloatJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notJson(what, cause);
  }
}

const WRAP = "\u0000integer";

/** An integer literal of 16 digits and more that is not part of a fraction or an exponent. */
export const LONG_INTEGER = /(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE+-])/;

/**
 * Replaces each matching literal outside strings by an object with one key, whose value is the literal's text. Any
 * parser keeps the text exact, and the object cannot join with the text around it.
 */
export function wrapLiterals(text: string, literal: RegExp, key: string): string {
  const token = new RegExp(`"|${literal.source}`, "g");
  let out = "";
  let copied = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '"') {
      token.lastIndex = endOfString(text, match.index);
      continue;
    }
    out += `${text.slice(copied, match.index)}{${JSON.stringify(key)}:"${match[0]}"}`;
    copied = token.lastIndex;
  }
  return out + text.slice(copied);
}

/** Index after the closing quote, or the end of the text where there is none. */
function endOfString(text: string, openingQuote: number): number {
  for (let at = openingQuote + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function unwrapLongInteger(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, WRAP)) return value;
  const digits = (value as Record<string, unknown>)[WRAP];
  return typeof digits === "string" && /^-?\d{1,40}$/.test(digits) ? BigInt(digits) : value;
}

/** A JSON object whose keys have not been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function expectObject(value: unknown, path: string): JsonObject {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  throw new WireError(`${path}: expected an object, found ${show(value)}`);
}

export function expectArray(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new WireError(`${path}: expected an array, found ${show(value)}`);
}

export function expectString(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  throw new WireError(`${path}: expected a string, found ${show(value)}`);
}

/**
 * Reads a string that may be missing or null: Python servers write null for a missing value (KServe:
 * "model_version":null).
 */
export function expectOptionalString(value: unknown, path: string): string | undefined {
  return value === undefined || value === null ? undefined : expectString(value, path);
}

/**
 * The number that a text holds where it can mean nothing else: JSON of protobuf writes 64-bit integers as text, such as
 * "224". Every other value is returned as it is.
 */
export function wholeNumberIn(value: unknown): unknown {
  return typeof value === "string" && /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}
