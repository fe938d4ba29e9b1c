import { type PlimsollError, targetError } from "../../core/errors.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { decodeText, expectArray, expectObject, parseJson } from "../../wire/json.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { ServerContext } from "../server-context.ts";
import { excerpt, isAbsent, peek } from "./probe.ts";

const SAY_MODEL = "say which one with --model NAME";

/** What a server answered when it was asked for its models. */
export interface Listed<Row> {
  /** Empty where there is no list. */
  readonly rows: readonly Row[];
  /** How it refused to say, which a server without a list does not do; else null. */
  readonly refusal: string | null;
}

/** @param asked method and path; @param parse may throw `WireError`: what it cannot read is no list */
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

/** KServe's Python server, at a path of either protocol: {"models": ["a", …]}. */
export async function kserveModels(context: ServerContext, path: string): Promise<Listed<string>> {
  const { host, headers } = context;
  const asked = `GET ${path}`;
  const response = await peek(context, { method: "GET", path, host, headers }, asked);
  return readListed(response, asked, (json) =>
    expectArray(expectObject(json, "body").models, "models").filter((name) => typeof name === "string"),
  );
}

/** The model to use where none was named. @throws target error unless there is one */
export function theOnly(context: ServerContext, { rows, refusal }: Listed<string>): string {
  const names = [...new Set(rows)];
  const [name] = names;
  if (name === undefined) throw notListed(context, refusal);
  if (names.length === 1) return name;
  throw targetError(`${context.origin} serves several models: ${names.join(", ")}`, SAY_MODEL);
}

/** Why there is no name to choose, where none was given. */
export function notListed({ origin }: ServerContext, refusal: string | null): PlimsollError {
  return refusal === null
    ? targetError(`${origin} does not list its models`, SAY_MODEL)
    : targetError(
        `${origin} does not list its models: ${refusal}`,
        `look at the server's log, or ${SAY_MODEL}`,
      );
}
