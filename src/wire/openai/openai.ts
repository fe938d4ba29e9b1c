import {
  decodeText,
  expectArray,
  expectObject,
  expectString,
  type JsonObject,
  parseFloatJson,
} from "../json.ts";
import { show, WireError } from "../wire-error.ts";

/** The most tokens that a prompt or an answer is believed to have: far more than any model takes or gives. */
const MOST_TOKENS = 100_000_000;

/** Tokens of a request and its answer as the server counted them; null = it did not say, or not a possible number. */
export interface Usage {
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
}

/** A model that a server lists. */
export interface ListedModel {
  readonly id: string;
  readonly ownedBy: string;
  /** The most tokens of a prompt and its answer together (`max_model_len` of vLLM and SGLang); null = not said. */
  readonly maxTokens: number | null;
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
    const { id, owned_by, max_model_len } = expectObject(row, `data[${i}]`);
    return {
      id: expectString(id, `data[${i}].id`),
      ownedBy: typeof owned_by === "string" ? owned_by : "",
      maxTokens: countOf(max_model_len) || null,
    };
  });
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
  if (length === 0 && lengths.length > 0)
    throw new WireError("data[0].embedding: expected numbers, found none");
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

function objectOrNull(value: unknown): JsonObject | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A count of tokens, if it can be one: a server that says −1, 0.5 or 10¹⁵ did not count. */
function countOf(value: unknown): number | null {
  const isCount = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS;
  return isCount ? value : null;
}
