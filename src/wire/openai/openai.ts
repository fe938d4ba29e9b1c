import {
  decodeText,
  expectArray,
  expectObject,
  expectString,
  type JsonObject,
  parseFloatJson,
  parseJson,
} from "../json.ts";
import { show, WireError } from "../wire-error.ts";

/** Tokens of a request and its answer as the server counted them; null = it did not say. */
export interface Usage {
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
}

/** A model that a server lists. */
export interface ListedModel {
  readonly id: string;
  readonly ownedBy: string;
}

/** Reads the `usage` of an answer or of an event. */
export function parseUsage(json: unknown): Usage {
  const usage = objectOrNull(objectOrNull(json)?.usage);
  return { promptTokens: countOf(usage?.prompt_tokens), outputTokens: countOf(usage?.completion_tokens) };
}

/** Reads the list of models that `GET /v1/models` answers. @throws WireError */
export function readModels(json: unknown): ListedModel[] {
  const { data } = expectObject(json, "body");
  return expectArray(data, "data").map((row, i) => {
    const { id, owned_by } = expectObject(row, `data[${i}]`);
    return { id: expectString(id, `data[${i}].id`), ownedBy: typeof owned_by === "string" ? owned_by : "" };
  });
}

/** Reads the usage of an answer that came whole. @throws WireError when it is not a chat or completion */
export function parseCompletion(body: Uint8Array): Usage {
  const json = parseJson(decodeText(body, "body"), "body");
  const { choices } = expectObject(json, "body");
  if (expectArray(choices, "choices").length === 0)
    throw new WireError("choices: expected at least one, found none");
  return parseUsage(json);
}

/** Reads the number and the length of the embeddings in an answer, and its usage. @throws WireError */
export function parseEmbeddings(body: Uint8Array): {
  readonly count: number;
  readonly length: number;
  readonly usage: Usage;
} {
  const json = parseFloatJson(decodeText(body, "body"), "body");
  const data = expectArray(expectObject(json, "body").data, "data");
  const lengths = data.map((row, i) => {
    const path = `data[${i}]`;
    return embeddingLength(expectObject(row, path).embedding, `${path}.embedding`);
  });
  const [length = 0] = lengths;
  const odd = lengths.findIndex((other) => other !== length);
  if (odd >= 0)
    throw new WireError(`data[${odd}].embedding: expected ${length} numbers, found ${lengths[odd]}`);
  return { count: data.length, length, usage: { ...parseUsage(json), outputTokens: 0 } };
}

/** Length of an embedding: of numbers, or of 32-bit floats in base64 (`encoding_format`). */
function embeddingLength(value: unknown, path: string): number {
  if (typeof value === "string") {
    const digits = value.replace(/=+$/, "").length;
    const bytes = Math.floor((digits * 3) / 4);
    if (bytes % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
      throw new WireError(`${path}: expected 32-bit floats in base64, found ${show(value)}`);
    return bytes / 4;
  }
  const numbers = expectArray(value, path);
  const odd = numbers.findIndex((number) => typeof number !== "number");
  if (odd >= 0) throw new WireError(`${path}[${odd}]: expected a number, found ${show(numbers[odd])}`);
  return numbers.length;
}

/**
 * The message in an error: `{"error":{"message"}}` (OpenAI, vLLM, SGLang, llama.cpp, Ollama), `{"error":"…"}` (TGI),
 * `{"object":"error","message"}` (older vLLM and SGLang), `{"detail"}` (FastAPI).
 */
export function errorText(json: unknown): string | undefined {
  const said = objectOrNull(json);
  const error = said?.error;
  const text = objectOrNull(error)?.message ?? error ?? said?.message ?? said?.detail;
  if (text === undefined || text === null) return undefined;
  return typeof text === "string" ? text : JSON.stringify(text);
}

function objectOrNull(value: unknown): JsonObject | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
}
