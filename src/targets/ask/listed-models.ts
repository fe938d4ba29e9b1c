import { type PlimsollError, targetError } from "../../core/errors.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { decodeText, expectArray, expectObject, parseJson } from "../../wire/json.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { ServerContext } from "../server-context.ts";
import { behindBase } from "./base-path.ts";
import { excerpt, isAbsent, peek } from "./probe.ts";

const SAY_MODEL = "say which one with --model NAME";
const MOST_NAMES = 10;

/** The answer of a server that was asked for its models. */
export interface Listed<Row> {
  /** The models that the server lists; empty when it has no list. */
  readonly rows: readonly Row[];
  /** The refusal to list the models, in words; null when there was none. A server without a list does not refuse. */
  readonly refusal: string | null;
}

/**
 * Reads the list of models from an answer. An answer that `parse` cannot read counts as no list.
 *
 * @param asked the method and path of the question, for the refusal
 * @param parse reads the JSON of the answer; it may throw `WireError`
 */
export function readListed<Row>(
  response: HttpResponse | null,
  asked: string,
  parse: (json: unknown) => readonly Row[],
): Listed<Row> {
  if (response === null || isAbsent(response)) return { rows: [], refusal: null };
  if (response.status !== 200)
    return { rows: [], refusal: `${asked} answered ${response.status} and ${excerpt(response)}` };
  try {
    return { rows: parse(parseJson(decodeText(response.body, "body"), "body")), refusal: null };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { rows: [], refusal: null };
  }
}

/** Asks KServe's Python server for its models, at the path `api` of either protocol. It answers {"models": ["a", …]}. */
export async function kserveModels(context: ServerContext, api: string): Promise<Listed<string>> {
  const { host, headers } = context;
  const path = behindBase(context, api);
  const asked = `GET ${path}`;
  const response = await peek(context, { method: "GET", path, host, headers }, asked);
  return readListed(response, asked, (json) =>
    expectArray(expectObject(json, "body").models, "models").filter((name) => typeof name === "string"),
  );
}

/** The only model of a list, for a run that names none. @throws target error for no model, and for several */
export function theOnly(context: ServerContext, { rows, refusal }: Listed<string>): string {
  const names = [...new Set(rows)];
  const [name] = names;
  if (name === undefined) throw notListed(context, refusal);
  if (names.length === 1) return name;
  const shown = names.slice(0, MOST_NAMES).join(", ");
  throw targetError(
    `${context.origin} serves several models: ${shown}${names.length > MOST_NAMES ? `, … (${names.length} in all)` : ""}`,
    SAY_MODEL,
  );
}

/** The error of a run that names no model, on a server that does not list its models. */
export function notListed({ origin }: ServerContext, refusal: string | null): PlimsollError {
  return refusal === null
    ? targetError(`${origin} does not list its models`, SAY_MODEL)
    : targetError(
        `${origin} does not list its models: ${refusal}`,
        `look at the server's log, or ${SAY_MODEL}`,
      );
}
