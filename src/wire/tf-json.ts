import { endOfString } from "./json.ts";
import { WireError } from "./wire-error.ts";

// https://github.com/tensorflow/serving tensorflow_serving/g3doc/api_rest.md, "JSON conformance": floating-point values
// may be NaN, Infinity and -Infinity without quotes, which JSON does not know.

const WRAP = "\u0000number";

/** Parses JSON in which numbers may also be NaN, Infinity and -Infinity; everything else as `JSON.parse` does. */
export function parseTfJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    try {
      return JSON.parse(wrapNonFinite(text), unwrapNonFinite);
    } catch {
      throw new WireError(`${what} is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
  }
}

/** Replaces each such number outside a string by a one-key object, which joins with nothing that stands beside it. */
function wrapNonFinite(text: string): string {
  let out = "";
  let copied = 0;
  const token = /"|-?Infinity|NaN/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '"') {
      token.lastIndex = endOfString(text, match.index);
    } else {
      out += `${text.slice(copied, match.index)}{${JSON.stringify(WRAP)}:"${match[0]}"}`;
      copied = token.lastIndex;
    }
  }
  return out + text.slice(copied);
}

function unwrapNonFinite(_key: string, value: unknown): unknown {
  return value !== null && typeof value === "object" && WRAP in value ? Number(value[WRAP]) : value;
}
