import type { JsonObject } from "../json.ts";

/**
 * Reasons of an end that are failures of the server. OpenAI itself knows none of them; DeepSeek documents the last one,
 * for an answer that lacked resources.
 */
const FAILED = /error|exception|fail|^(abort|cancell?ed)|^insufficient_system_resource$/i;

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
  const text =
    objectOrNull(error)?.message ?? error ?? said?.message ?? said?.msg ?? said?.detail ?? textOf(said);
  if (text === undefined || text === null) return undefined;
  return typeof text === "string" ? text : JSON.stringify(text);
}

/** The words of an event that holds nothing of an answer, but what marks it as an error: a code, a status, a list of errors. */
function errorWithoutWrapper(said: JsonObject): string | null {
  const { code, status, type, detail } = said;
  const marks = [code, status, type, said.statusCode, said.status_code];
  const isMarked = marks.some(isFailure) || said.success === false || isError(said.errors);
  const isWords = isMarked || detail !== undefined || isError(said.fault);
  return isWords ? (errorText(said) ?? JSON.stringify(said)) : null;
}

function isFailure(mark: unknown): boolean {
  return typeof mark === "string" && /error|exception|fail/i.test(mark) ? true : Number(mark) >= 400;
}

/** The reason for which a choice failed; null where none did. */
function endOf(choices: unknown): string | null {
  if (!Array.isArray(choices)) return null;
  const reasons = choices.map((choice) => objectOrNull(choice)?.finish_reason);
  const isFailed = (reason: unknown) => typeof reason === "string" && FAILED.test(reason);
  return (reasons.find(isFailed) as string | undefined) ?? null;
}

function textOf(said: JsonObject | null): unknown {
  return isCode(said?.error_code) ? said?.text : undefined;
}

function isCode(code: unknown): boolean {
  return (typeof code === "number" && code !== 0) || (typeof code === "bigint" && code !== 0n);
}

/** Whether the value of `error` says that there is one: some servers send `false`, `""`, `0` or `{}` with each answer. */
function isError(error: unknown): boolean {
  if (error === null || typeof error !== "object") return Boolean(error);
  return Object.values(error).some(Boolean);
}

function objectOrNull(value: unknown): JsonObject | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}
