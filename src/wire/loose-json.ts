import { LONG_INTEGER, notJson, parseJson, wrapLiterals } from "./json.ts";

// Servers of models answer with numbers that JSON does not know: Python's json module and TensorFlow Serving write NaN,
// Infinity and -Infinity without quotes (https://docs.python.org/3/library/json.html, "Infinite and NaN Number Values";
// https://github.com/tensorflow/serving tensorflow_serving/g3doc/api_rest.md, "JSON conformance").

const WRAP = "\u0000number";
const NOT_FINITE = /-?Infinity|NaN/;
const EXACT = new RegExp(`${NOT_FINITE.source}|${LONG_INTEGER.source}`);

/** Parses JSON in which numbers may also be NaN, Infinity and -Infinity; everything else as `JSON.parse` does. */
export function parseLooseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return again(text, NOT_FINITE) ?? fail(notJson(what, cause));
  }
}

/** Parses JSON as `parseLooseJson` does, and keeps long integers exact, as `parseJson` does. */
export function parseLooseExactJson(text: string, what: string): unknown {
  try {
    return parseJson(text, what);
  } catch (error) {
    return again(text, EXACT) ?? fail(error);
  }
}

/** Parses once more, with these literals wrapped; undefined where that does not help. */
function again(text: string, literal: RegExp): unknown {
  if (!NOT_FINITE.test(text)) return undefined;
  try {
    return JSON.parse(wrapLiterals(text, literal, WRAP), unwrap);
  } catch {
    return undefined;
  }
}

function fail(error: unknown): never {
  throw error;
}

function unwrap(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, WRAP)) return value;
  const written = (value as Record<string, unknown>)[WRAP];
  return typeof written === "string" && /^-?\d/.test(written) ? BigInt(written) : Number(written);
}
