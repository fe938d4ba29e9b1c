import { targetError, usageError } from "../../core/errors.ts";
import { knownSecrets } from "../../host/known-secrets.ts";
import { describeBodies, type GivenBody } from "../../payloads/given-bodies.ts";
import type { Prompts } from "../../payloads/prompts.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { decodeText, expectObject, type JsonObject, parseJson } from "../../wire/json.ts";
import { errorText } from "../../wire/openai/answer-error.ts";
import { type ListedModel, readModels } from "../../wire/openai/openai.ts";
import { WireError } from "../../wire/wire-error.ts";
import { type Listed, notListed, readListed } from "../ask/listed-models.ts";
import { excerpt, get, peekJson, probe, takesJson } from "../ask/probe.ts";
import { isRefusal, refusalError } from "../ask/refusal.ts";
import type { ServerContext, TargetContext } from "../server-context.ts";
import type { Classified, PreparedTarget } from "../target.ts";
import { type AcceptedFields, alternatives, laidOver } from "./accepted-fields.ts";
import { type Dialect, findDialect } from "./dialect.ts";

/** One of the OpenAI APIs under `/v1`, such as chats. */
export interface OpenAiApi {
  /** The path of the API under the base path, such as `chat/completions`. */
  readonly path: string;
  /** The request fields that hold the texts. */
  content(texts: readonly string[]): JsonObject;
  /** The request fields for the length of the answer and for streaming. */
  wish(context: TargetContext, dialect: Dialect): JsonObject;
  /** The description of the fields of `wish` for the result. */
  describe(context: TargetContext, dialect: Dialect): Record<string, string>;
  /** Learns from the first answer, of status 2xx; `classify` gets the returned value with every other answer. */
  learn(
    response: HttpResponse,
    context: TargetContext,
    texts: number | null,
    given: readonly JsonObject[],
  ): unknown;
  readonly tokens: (context: TargetContext) => "counted" | "streamed";
}

/**
 * Prepares a target of chats, completions or embeddings: asks the server and makes the requests.
 *
 * @throws target error when the server refuses, or names no model
 */
export async function prepareOpenAi(api: OpenAiApi, context: TargetContext): Promise<PreparedTarget> {
  const { base, query } = await whereIs(context, api.path);
  const listed = await listModels(context, `${base}/models${query}`);
  const models = listed.rows;
  const { dialect, server } = await findDialect(context, base.replace(/\/v1$/, ""), models);
  const given = context.bodies.map((body) => readGivenBody(body, api));
  const model = chooseModel(context, given, listed, dialect);
  const { bodies, description, texts } = fill(api, context, given);
  const path = `${base}/${api.path}${query}`;
  const room = models.find(({ id }) => id === model)?.maxTokens ?? null;
  const ask = { context, path, model, bodies, room };
  const { requests, response, accepted } = await firstAnswer(ask, api.wish(context, dialect));
  if (response.status < 200 || response.status > 299)
    throw refused(context, `POST ${path}`, response, models, model, room);
  refuseTooLong(ask, requests, response, accepted.fields);
  return {
    server,
    model,
    payload: description,
    version: context.version,
    requests,
    judgedAsText: true,
    tokens: api.tokens(context),
    settings: {
      dialect: dialect.name,
      ...api.describe(context, dialect),
      ...accepted.settings,
      "server's own metrics": "not read: figures are those of the client, token counts those of the answers",
    },
    expected: api.learn(response, context, texts, given),
  };
}

/**
 * Recognises a server that lists models and has the API: its path refuses an empty request, but not with 404.
 *
 * @returns the evidence in words; null when the server lacks either
 */
export async function recogniseOpenAi(
  { path }: Pick<OpenAiApi, "path">,
  context: ServerContext,
): Promise<string | null> {
  const { base, query } = await whereIs(context, path);
  const models = await peekJson(context, `${base}/models${query}`, readModels);
  if (models === null) return null;
  const where = `${base}/${path}${query}`;
  if (!(await takesJson(context, where))) return null;
  return `GET ${base}/models lists ${namesOf(models)}, and ${where} is there`;
}

/** Judges an answer of a status other than 2xx as an error. */
export function judgeRefusal(response: HttpResponse): Classified {
  return { outcome: "error", failure: "http-status", message: saidBy(response) };
}

/** Judges with a parser. An answer that makes it throw `WireError` is wrong: it has another shape. */
export function judged(judge: () => Classified): Classified {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { outcome: "wrong", failure: "response-shape", message: error.message };
  }
}

/**
 * The base path of the APIs, and the query: from the path of the URL, which may name an API itself; else `/v1`. Behind a
 * gateway's path a server may have its own `/v1`, which shows by its list of models.
 */
async function whereIs(context: ServerContext, api: string): Promise<{ base: string; query: string }> {
  const [path = "", ...rest] = context.path.split("?");
  const query = rest.length === 0 ? "" : `?${rest.join("?")}`;
  const bare = path.replace(/\/+$/, "");
  if (bare === "") return { base: "/v1", query };
  if (bare.endsWith(`/${api}`)) return { base: bare.slice(0, -api.length - 1), query };
  if (/\/v\d+$/.test(bare)) return { base: bare, query };
  const hasModels = async (base: string) =>
    (await peekJson(context, `${base}/models${query}`, readModels)) !== null;
  const isBelow = !(await hasModels(bare)) && (await hasModels(`${bare}/v1`));
  return { base: isBelow ? `${bare}/v1` : bare, query };
}

/** The question about requests: where they go, and what differs between them. */
interface FirstAsk {
  readonly context: TargetContext;
  readonly path: string;
  readonly model: string;
  readonly bodies: readonly JsonObject[];
  /** The most tokens that the model takes with its answer; null where the server does not say it. */
  readonly room: number | null;
}

/**
 * Asks the longest request as the first, which shows before any load whether the model has room for it. Where the server
 * refuses a field that not all servers know, it is asked once more without it.
 */
async function firstAnswer(
  { context, path, model, bodies }: FirstAsk,
  wish: JsonObject,
): Promise<{ requests: readonly HttpRequest[]; response: HttpResponse; accepted: AcceptedFields }> {
  const requestsWith = ({ fields }: AcceptedFields) =>
    bodies.map((content): HttpRequest => {
      const headers = { "Content-Type": "application/json", ...context.headers };
      const body = new TextEncoder().encode(JSON.stringify(laidOver({ model, ...content }, fields)));
      return { method: "POST", path, host: context.host, headers, body };
    });
  const askWith = async (accepted: AcceptedFields) => {
    const requests = requestsWith(accepted);
    return { accepted, requests, response: await probe(context, longest(requests), `POST ${path}`) };
  };
  const asked = await askWith({ fields: wish, settings: {} });
  for (const other of alternatives(asked.accepted, asked.response, saidBy(asked.response))) {
    const again = await askWith(other);
    if (again.response.status >= 200 && again.response.status <= 299) return again;
  }
  return asked;
}

function longest(requests: readonly HttpRequest[]): HttpRequest {
  const sizeOf = ({ body }: HttpRequest) => body?.length ?? 0;
  return requests.reduce((most, one) => (sizeOf(one) > sizeOf(most) ? one : most));
}

/** Refuses prompts that the model has no room for with their answers, by the server's own count of the longest one. */
function refuseTooLong(
  { context, model, room }: FirstAsk,
  requests: readonly HttpRequest[],
  response: HttpResponse,
  { max_tokens: limit, max_completion_tokens: otherLimit }: JsonObject,
): void {
  const prompt = promptTokensIn(response);
  const answer = Number(limit ?? otherLimit ?? 0);
  if (room === null || prompt === null || prompt + answer <= room) return;
  throw targetError(
    `model "${model}" on ${context.origin} takes ${room} tokens with its answer (max_model_len), and the longest of ${requests.length} prompts has ${prompt}, with ${answer} for the answer`,
    "shorten --lengths (max=…), --body or --max-tokens",
  );
}

/** Prompt tokens as the first answer counts them; null where it does not. */
function promptTokensIn({ body }: HttpResponse): number | null {
  const text = new TextDecoder().decode(body);
  const counts = [...text.matchAll(/"prompt_tokens"\s*:\s*(\d+)/g)].map((match) => Number(match[1]));
  return counts.at(-1) ?? null;
}

async function listModels(context: TargetContext, path: string): Promise<Listed<ListedModel>> {
  const response = await get(context, path);
  if (isRefusal(response)) throw refused(context, `GET ${path}`, response, [], "", null);
  return readListed(response, `GET ${path}`, readModels);
}

/**
 * Reads a given body: a whole request as a JSON object, or a text to be the prompt.
 *
 * @throws usage error for bad JSON
 */
export function readGivenBody({ bytes, where }: GivenBody, api: Pick<OpenAiApi, "content">): JsonObject {
  try {
    const text = decodeText(bytes, where);
    return /^\s*\{/.test(text) ? expectObject(parseJson(text, where), where) : api.content([text]);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw usageError(error.message, "write a request as one JSON object, or a text to be the prompt");
  }
}

function chooseModel(
  context: TargetContext,
  given: readonly JsonObject[],
  { rows: models, refusal }: Listed<ListedModel>,
  { listsAll }: Dialect,
): string {
  const { model: wanted, origin } = context;
  const asked = given.map(({ model }) => model).find((model) => typeof model === "string");
  const name = wanted ?? asked ?? null;
  const [only, ...others] = models;
  if (name === null) {
    if (only === undefined) throw notListed(context, refusal);
    if (others.length === 0) return only.id;
    throw targetError(`${origin} serves ${namesOf(models)}`, "say which model with --model NAME");
  }
  if (listsAll && models.length > 0 && !models.some(({ id }) => id === name))
    throw targetError(
      `${origin} has no model "${name}": it serves ${namesOf(models)}`,
      "correct --model, or leave it out",
    );
  return name;
}

const MOST_NAMES = 10;

function namesOf(models: readonly ListedModel[]): string {
  const names = models.slice(0, MOST_NAMES).map(({ id }) => id);
  return `${names.join(", ")}${models.length > MOST_NAMES ? ", …" : ""}`;
}

/** The fields in which the requests differ, and the number of texts in each request; null where it differs. */
function fill(
  api: OpenAiApi,
  context: TargetContext,
  given: readonly JsonObject[],
): { bodies: readonly JsonObject[]; description: string; texts: number | null } {
  if (given.length > 0) {
    const [texts = null, ...others] = new Set(given.map(textsOf));
    const description = describeBodies(context.bodies);
    return { bodies: given, description, texts: others.length === 0 ? texts : null };
  }
  const prompts: Prompts = context.prompts();
  const bodies = Array.from({ length: prompts.count }, (_, index) => api.content(prompts.texts(index)));
  return { bodies, description: prompts.description, texts: prompts.texts(0).length };
}

function textsOf({ input }: JsonObject): number {
  return Array.isArray(input) && typeof input[0] !== "number" ? input.length : 1;
}

/** The error for a first request that the server refused, with the advice. */
function refused(
  context: TargetContext,
  what: string,
  response: HttpResponse,
  models: readonly ListedModel[],
  model: string,
  room: number | null,
) {
  const { origin } = context;
  const { status } = response;
  const said = saidBy(response);
  const refusal = refusalError(context, what, status, said);
  if (refusal !== null) return refusal;
  const others = models.length === 0 || status !== 404 ? "" : `; it serves ${namesOf(models)}`;
  return targetError(
    `${origin} refused the first request, for model "${model}": ${what} answered ${status} and ${said}${others}${room === null ? "" : `; it takes ${room} tokens with its answer (max_model_len), and of the requests this is the longest`}`,
    status === 404
      ? "correct --model, or the path in --url"
      : "correct --model, --max-tokens, --lengths or --body",
  );
}

/** The error message in an answer, in any of the known forms; else the beginning of the answer. */
function saidBy(response: HttpResponse): string {
  try {
    const text = errorText(parseJson(decodeText(response.body, "body"), "body"));
    if (text !== undefined) return JSON.stringify(knownSecrets.hide(text).slice(0, 300));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  return excerpt(response);
}
