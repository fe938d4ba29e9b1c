import type { RunOptions } from "../../config/run-options.ts";
import { bodiesByLine, type GivenBody } from "../../payloads/given-bodies.ts";
import { readGiven } from "./address-of.ts";

/** What --body says: text, or a file after @, which holds one body, or one in each line when its name says so. */
export function givenBodies({ body }: Pick<RunOptions, "body">, cwd: string): GivenBody[] {
  if (body === undefined) return [];
  if (!body.startsWith("@")) return [{ bytes: new TextEncoder().encode(body), where: "--body" }];
  const name = body.slice(1);
  const bytes = readGiven("--body", name, cwd);
  return /\.(jsonl|ndjson)$/i.test(name) ? bodiesByLine(bytes, name) : [{ bytes, where: `--body ${name}` }];
}
