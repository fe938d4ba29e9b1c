import { createRequire } from "node:module";
import type { JSONValue } from "json-p3";
import { usageError } from "../../core/errors.ts";

/** Matches a string literal, the root sign `$`, or a number below 1: matching literals leaves their content alone. */
const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\$|(?<![\w.])0\.\d+(?:[eE][+-]?\d+)?/g;

/**
 * Compiles a condition on a JSON value: the logical expression of a JSONPath filter (RFC 9535 §2.3.5), in which `$`
 * is the value, such as `length($.output) == 10 && $.model`.
 *
 * @throws usage error for any other text
 */
export function compileJsonCheck(text: string): (value: unknown) => boolean {
  // Loading takes 45 ms in every thread, so it is done only here. It is synchronous, because judging answers is.
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
  // A filter selects from a list. The list here holds only the value, which is therefore `$[0]`.
  if (token === "$") return "$[0]";
  if (!token.startsWith("0.")) return token;
  // json-p3 2.3.1 refuses 0.5, because it reads the zero as a leading zero; 5e-1 is the same number.
  const value = Number(token);
  return value === 0 ? "0" : value.toExponential();
}
