import type { RunOptions } from "../../config/run-options.ts";
import { bodiesByLine, type GivenBody } from "../../payloads/given-bodies.ts";
import { readGiven } from "./address-of.ts";

/**
 * The bodies that --body gives: a text, or a file after @ with one body, or with one per line when its name says so.
 */
export function givenBodies({ body }: Pick<RunOptions, "body">, cwd: string): GivenBody[] {
  if (body === undefined) return [];
  if (!body.startsWith("@")) return [{ bytes: new TextEncoder().encode(body), where: "--body" }];
  const name = body.slice(1);
  const bytes = readGiven("--body", name, cwd);
  return /\.(jsonl|ndjson)$/i.test(name) ? bodiesByLine(bytes, name) : [{ bytes, where: `--body ${name}` }];
}
