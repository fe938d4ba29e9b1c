import { parseArgs } from "node:util";
import { SERVERS } from "./catalog/index.ts";
import type { ServerRow } from "./catalog/server-row.ts";

/** What `npm run test:servers -- …` was asked for. */
export interface Asked {
  readonly names: readonly string[];
  /** Write what was seen to `last-run.json`, from which `npm run docs` makes docs/servers.md. */
  readonly record: boolean;
}

/**
 * Reads the words after `--` of vitest's command line, which vitest leaves alone: names of servers, `--all` for
 * both tiers, `--record`. @throws for a word it does not know
 */
export function parseAsked(commandLine: readonly string[]): Asked {
  const end = commandLine.indexOf("--");
  const { values, positionals } = parseArgs({
    args: end < 0 ? [] : commandLine.slice(end + 1),
    allowPositionals: true,
    options: { all: { type: "boolean", default: false }, record: { type: "boolean", default: false } },
  });
  const unknown = positionals.find((name) => !SERVERS.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Error(`no server "${unknown}": there are ${SERVERS.map((row) => row.name).join(", ")}`);
  const isAsked = ({ name, tier }: ServerRow) =>
    positionals.length > 0 ? positionals.includes(name) : values.all || tier === "ci";
  return { names: SERVERS.filter(isAsked).map(({ name }) => name), record: values.record };
}
