import { parseDecimal } from "../../core/decimal.ts";

/** The tokens of an input and of its answer, as the user states them. */
export interface StatedTokens {
  /** Tokens of an input; null where the lengths of the requests have them. */
  readonly input: number | null;
  /** Tokens of its answer. */
  readonly output: number;
}

/** The most tokens of an input or an answer that are believed: ten times the longest context of any model of 2026. */
const MOST_TOKENS = 20_000_000;

/** Reads the tokens of an input and its answer, `IN/OUT` or `/OUT`; returns the problem where the text is none. */
export function parseRequestTokens(text: string): StatedTokens | { readonly problem: string } {
  const [, given = "", answered = ""] = /^([^/]*)\/([^/]*)$/.exec(text) ?? [];
  if (answered.trim() === "")
    return {
      problem:
        "expected tokens of an input and of its answer, such as 500/200, or /200 where --lengths has the inputs",
    };
  const input = given.trim() === "" ? null : parseDecimal(given);
  const output = parseDecimal(answered);
  if (input === undefined || output === undefined)
    return { problem: "expected two numbers, such as 500/200" };
  if (input !== null && !(input > 0))
    return { problem: "an input has more than 0 tokens; leave it out where --lengths has it, such as /200" };
  if (output < 0) return { problem: "an answer cannot have fewer than 0 tokens" };
  if (Math.max(input ?? 0, output) > MOST_TOKENS)
    return { problem: `no model takes or gives more than ${MOST_TOKENS} tokens at once` };
  return { input, output };
}
