import { targetError } from "../../core/errors.ts";
import { decodeText } from "../../wire/json.ts";
import { parseLooseJson } from "../../wire/loose-json.ts";
import { WireError } from "../../wire/wire-error.ts";
import { excerptOf } from "../ask/probe.ts";
import { type Classified, OK } from "../target.ts";
import { compileJsonCheck } from "./json-check.ts";

/** Compiled conditions by their text: each thread compiles the condition of a run once. */
const compiled = new Map<string, ReturnType<typeof compileJsonCheck>>();

/**
 * Judges a value by the user's condition. `answer` is quoted in the message; a function makes it only for a value that
 * is not good.
 */
export function judgeValue(check: string, value: unknown, answer: Uint8Array | (() => string)): Classified {
  let holds = compiled.get(check);
  if (holds === undefined) {
    holds = compileJsonCheck(check);
    compiled.set(check, holds);
  }
  const failure = failureOf(holds, value);
  if (failure === null) return OK;
  const quoted = excerptOf(typeof answer === "function" ? answer() : answer);
  const message =
    failure === "" ? `does not hold of ${quoted}` : `cannot be evaluated on ${quoted}: ${failure}`;
  return { outcome: "wrong", failure: "response-value", message: `${check} ${message}` };
}

/** Why a condition does not hold: empty where it is false, else what stops it; null when it holds. */
function failureOf(holds: (value: unknown) => boolean, value: unknown): string | null {
  try {
    return holds(value) ? null : "";
  } catch (error) {
    // The value is the other side's, so whatever stops the evaluation is in it: it is nested too deep, for one.
    return error instanceof Error ? error.message : String(error);
  }
}

/** Judges an answer that must be JSON. */
export function judgeJson(body: Uint8Array, judge: (value: unknown) => Classified): Classified {
  const json = readJson(body);
  if (json !== null) return judge(json.value);
  return { outcome: "wrong", failure: "response-shape", message: `${excerptOf(body)} is not JSON` };
}

/** Parses bytes as JSON, in which numbers need not be finite; null when they are not JSON. */
export function readJson(bytes: Uint8Array): { readonly value: unknown } | null {
  try {
    // Numbers become doubles, which is what they are to JSONPath (RFC 9535 §2.1).
    return { value: parseLooseJson(decodeText(bytes, "body"), "body") };
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/** Refuses a first answer that is not ok. @throws target error that names `what` was asked for */
export function refuseWrong({ outcome, message }: Classified, what: string): void {
  if (outcome === "ok") return;
  throw targetError(`the answer to ${what} is wrong: ${message}`, "correct --check or --body, or the server");
}
