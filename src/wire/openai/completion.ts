import { decodeText, expectArray, expectObject, type JsonObject, parseJson } from "../json.ts";
import { show, WireError } from "../wire-error.ts";
import { errorOf } from "./answer-error.ts";
import { parseUsage, type Usage } from "./openai.ts";

/** A chat or completion that came whole. */
export interface Completion {
  readonly usage: Usage;
  /** How many choices it has. */
  readonly choices: number;
  /** Whether each choice says something: text, a tool call, or the reason why there is none. */
  readonly isSaid: boolean;
  /** The error that it reports in place of an answer, in words; null where it is none. */
  readonly error: string | null;
}

/** Reads an answer that came whole. @throws WireError when it is not a chat or completion */
export function parseCompletion(body: Uint8Array): Completion {
  const json = parseJson(decodeText(body, "body"), "body");
  const answer = expectObject(json, "body");
  const error = errorOf(answer);
  if (error !== null) return { usage: parseUsage(answer), choices: 0, isSaid: false, error };
  const choices = expectArray(answer.choices, "choices");
  if (choices.length === 0) throw new WireError("choices: expected at least one, found none");
  const said = choices.map((choice, i) =>
    saysSomething(expectObject(choice, `choices[${i}]`), `choices[${i}]`),
  );
  return {
    usage: usageOf(answer, choices),
    choices: choices.length,
    isSaid: said.every(Boolean),
    error: null,
  };
}

function saysSomething(choice: JsonObject, path: string): boolean {
  const { text, finish_reason: reason } = choice;
  const message = choice.message == null ? {} : expectObject(choice.message, `${path}.message`);
  const texts = [textAt(text, `${path}.text`), textAt(message.content, `${path}.message.content`)];
  const others = [message.reasoning_content, message.reasoning, message.refusal, message.function_call];
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  return (
    [...texts, ...others, ...calls, message.audio].some(Boolean) ||
    (typeof reason === "string" && reason !== "")
  );
}

/** Whether a text says something; a list of parts does when it has any. @throws WireError for anything else */
function textAt(value: unknown, path: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "string" || Array.isArray(value)) return value.length > 0;
  throw new WireError(`${path}: expected text, found ${show(value)}`);
}

/** The usage; a count of no tokens beside text was not counted. */
function usageOf(answer: JsonObject, choices: readonly unknown[]): Usage {
  const usage = parseUsage(answer);
  const hasText = choices.some((choice) => {
    const { text, message } = choice as { text?: unknown; message?: { content?: unknown } };
    return Boolean(text) || Boolean(message?.content);
  });
  return usage.outputTokens === 0 && hasText ? { ...usage, outputTokens: null } : usage;
}
