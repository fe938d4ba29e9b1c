import type { JsonObject } from "../json.ts";

/**
 * Reasons of an end that are failures of the server. OpenAI itself knows none of them; DeepSeek documents the last one,
 * for an answer that lacked resources.
 */
const FAILED: readonly unknown[] = [
  "error",
  "abort",
  "aborted",
  "cancelled",
  "canceled",
  "failed",
  "insufficient_system_resource",
];

/**
 * The error that a whole answer or an event of a stream reports, in words; null where it is none. Only what stands at
 * its top is the error of the request: a note deeper in a good answer, such as that of a content filter, is not.
 */
export function errorOf(json: unknown): string | null {
  const said = objectOrNull(json);
  if (said === null) return null;
  const { error, object, type, error_code, choices } = said;
  if (isError(error) || object === "error" || type === "error" || isCode(error_code))
    return errorText(said) ?? JSON.stringify(said);
  if (choices === undefined) return errorWithoutWrapper(said);
  const reason = endOf(choices);
  return reason === null ? null : `the answer ended with finish_reason "${reason}"`;
}

/**
 * The message in an error: `{"error":{"message"}}` (OpenAI, vLLM, SGLang, llama.cpp, Ollama), `{"error":"…"}` (TGI),
 * `{"object":"error","message"}` (older vLLM and SGLang), `{"detail"}` (FastAPI), `{"text","error_code"}` (FastChat).
 */
export function errorText(json: unknown): string | undefined {
  const said = objectOrNull(json);
  const error = isError(said?.error) ? said?.error : undefined;
  const text = objectOrNull(error)?.message ?? error ?? said?.message ?? said?.detail ?? textOf(said);
  if (text === undefined || text === null) return undefined;
  return typeof text === "string" ? text : JSON.stringify(text);
}

/** The words of an event that holds nothing of an answer, but a message and what marks it as that of an error. */
function errorWithoutWrapper(said: JsonObject): string | null {
  const { message, code, status, type, detail } = said;
  const isMarked =
    [code, status].some(isFailure) || (typeof type === "string" && /error|exception/i.test(type));
  const isWords = (typeof message === "string" && isMarked) || detail !== undefined;
  return isWords ? (errorText(said) ?? null) : null;
}

function isFailure(code: unknown): boolean {
  return Number(code) >= 400;
}

/** The reason for which a choice failed; null where none did. */
function endOf(choices: unknown): string | null {
  if (!Array.isArray(choices)) return null;
  const reasons = choices.map((choice) => objectOrNull(choice)?.finish_reason);
  const failed = reasons.find((reason) => FAILED.includes(reason));
  return typeof failed === "string" ? failed : null;
}

function textOf(said: JsonObject | null): unknown {
  return isCode(said?.error_code) ? said?.text : undefined;
}

function isCode(code: unknown): boolean {
  return (typeof code === "number" && code !== 0) || (typeof code === "bigint" && code !== 0n);
}

/** Whether the value of `error` says that there is one: some servers send `false`, `""` or `0` with each answer. */
function isError(error: unknown): boolean {
  return Boolean(error);
}

function objectOrNull(value: unknown): JsonObject | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}
