import { wrapLiterals } from "../json.ts";
import { WireError } from "../wire-error.ts";

// https://github.com/tensorflow/serving tensorflow_serving/g3doc/api_rest.md, "JSON conformance": floating-point values
// may be NaN, Infinity and -Infinity without quotes, which JSON does not know.

const WRAP = "\u0000number";
const NON_FINITE = /-?Infinity|NaN/;

/** Parses JSON in which numbers may also be NaN, Infinity and -Infinity; everything else as `JSON.parse` does. */
export function parseTfJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    try {
      return JSON.parse(wrapLiterals(text, NON_FINITE, WRAP), unwrapNonFinite);
    } catch {
      throw new WireError(`${what} is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
  }
}

function unwrapNonFinite(_key: string, value: unknown): unknown {
  return value !== null && typeof value === "object" && WRAP in value ? Number(value[WRAP]) : value;
}
