import { targetError } from "../../core/errors.ts";
import { expectArray, expectObject } from "../../wire/json.ts";
import type { ServerContext } from "../server-context.ts";
import { peekJson } from "./probe.ts";

/** KServe's Python server, at a path of either protocol: {"models": ["a", …]}. Empty where there is no such list. */
export async function kserveModels(context: ServerContext, path: string): Promise<string[]> {
  const names = await peekJson(context, path, (json) =>
    expectArray(expectObject(json, "body").models, "models").filter((name) => typeof name === "string"),
  );
  return names ?? [];
}

/** The model to use where none was named. @throws target error unless there is one */
export function theOnly({ origin }: ServerContext, listed: readonly string[]): string {
  const names = [...new Set(listed)];
  const [name] = names;
  if (names.length === 1 && name !== undefined) return name;
  throw targetError(
    names.length === 0
      ? `${origin} does not list its models`
      : `${origin} serves several models: ${names.join(", ")}`,
    "say which one with --model NAME",
  );
}
