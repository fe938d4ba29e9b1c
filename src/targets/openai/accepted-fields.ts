import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { JsonObject } from "../../wire/json.ts";

/** Request fields that a server takes, with what was learned about them for the result. */
export interface AcceptedFields {
  readonly fields: JsonObject;
  readonly settings: Readonly<Record<string, string>>;
}

/** Another way to say a wish, for servers that refuse the usual one. */
interface Alternative {
  /** The field that such a server refuses. */
  readonly refused: string;
  of(fields: JsonObject): JsonObject;
  readonly settings: Readonly<Record<string, string>>;
}

const ALTERNATIVES: readonly Alternative[] = [
  {
    refused: "stream_options",
    of: ({ stream_options: _, ...others }) => others,
    settings: {
      usage: "not asked for: the server refuses stream_options, and tokens are known only if it tells them",
    },
  },
  {
    refused: "max_tokens",
    of: ({ max_tokens: tokens, ...others }) => ({ ...others, max_completion_tokens: tokens }),
    settings: { limit: "by max_completion_tokens: the server refuses max_tokens" },
  },
];

/** The statuses by which servers refuse a field of a request. */
const REFUSED: readonly number[] = [400, 415, 422];

/**
 * The ways to send a request that a server refused, the likeliest first: without the fields that its answer names, else
 * without each field that some servers do not know.
 */
export function alternatives(
  { fields }: AcceptedFields,
  { status }: HttpResponse,
  said: string,
): AcceptedFields[] {
  if (!REFUSED.includes(status)) return [];
  const open = ALTERNATIVES.filter(({ refused }) => refused in fields);
  const named = open.filter(({ refused }) => new RegExp(`\\b${refused}\\b`).test(said));
  const ways = named.length > 0 ? [named] : open.slice(0, 1).map((one) => [one]);
  return ways.map((changes) => ({
    fields: changes.reduce((left, { of }) => of(left), fields),
    settings: Object.assign({}, ...changes.map(({ settings }) => settings)),
  }));
}

/**
 * The request with the fields of a wish laid over its content. A field that the content sets to null is taken out: so a
 * user keeps it from a server that does not know it. Whether answers are streamed is not the content's to say.
 */
export function laidOver(content: JsonObject, wish: JsonObject): JsonObject {
  const fields = { ...content, ...wish };
  const isOut = (key: string) => content[key] === null && key !== "stream";
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !isOut(key)));
}
