import { createRequire } from "node:module";
import type { JSONValue } from "json-p3";
import { usageError } from "../../core/errors.ts";

/** A string literal; or the sign of the root, or a number below 1, neither of which stands inside anything else. */
const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\$|(?<![\w.])0\.\d+(?:[eE][+-]?\d+)?/g;

/**
 * Compiles a condition on a JSON value, in which `$` is the value: the logical expression of a JSONPath filter
 * (RFC 9535 §2.3.5), such as `length($.output) == 10 && $.model`.
 *
 * @throws usage error when it is none
 */
export function compileJsonCheck(text: string): (value: unknown) => boolean {
  // Loaded only here, because it costs 45 ms, in every thread; answers are judged where there is no time to wait.
  const { compile } = createRequire(import.meta.url)("json-p3") as typeof import("json-p3");
  try {
    const filter = compile(`$[?(${text.replace(TOKEN, forFilter)})]`);
    return (value) => filter.match([value] as JSONValue) !== undefined;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(
      `--check ${text} is no filter expression of JSONPath: ${why}`,
      "write such as $.predictions[0], or length($.output) == 10 && $.score >= 0.5",
    );
  }
}

function forFilter(token: string): string {
  // A filter has to filter something: a list that holds nothing but the value, which is `$[0]` then.
  if (token === "$") return "$[0]";
  if (!token.startsWith("0.")) return token;
  // json-p3 2.3.1 takes the zero of 0.5 for a leading one, which no number may have: 5e-1 says the same.
  const value = Number(token);
  return value === 0 ? "0" : value.toExponential();
}
