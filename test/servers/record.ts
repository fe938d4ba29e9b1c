import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SERVERS } from "./catalog/index.ts";

const FILE = join(import.meta.dirname, "last-run.json");

/** What was exercised over one protocol. */
export interface Exercised {
  readonly protocol: string;
  readonly target: string;
  /** What the server said it is. */
  readonly saidToBe: string | null;
  /** Which checks passed, in words. */
  readonly passed: readonly string[];
}

/** What the last recorded run saw of a server. */
export type ServerRecord = { readonly title: string; readonly date: string } & (
  | { readonly package: string; readonly exercised: readonly Exercised[] }
  | { readonly skipped: string }
);

/** By name of the server, in the order of the catalog. */
export type LastRun = Readonly<Record<string, ServerRecord>>;

export function readLastRun(): LastRun {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as LastRun) : {};
}

/** Replaces the servers that were run, and leaves the others as they were seen last. */
export function writeLastRun(seen: LastRun): void {
  const all = { ...readLastRun(), ...seen };
  const rows = SERVERS.flatMap(({ name }) => (all[name] === undefined ? [] : [[name, all[name]]]));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
}
