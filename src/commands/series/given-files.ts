import { join, relative, resolve } from "node:path";
import { tracesIn } from "../../arrivals/index.ts";
import type { Host } from "../../core/host.ts";
import { arrivalsOf, type Scenario } from "../../scenario/scenario.ts";
import { RESULT_FILE } from "../../store/result-folder.ts";
import { scenarioFile } from "../../store/scenario-library.ts";
import { sha256OfFile } from "../../store/seal.ts";
import { protoFiles } from "../../targets/grpc/proto-method.ts";

/** What a series is given that may lie in files. */
export interface GivenFiles {
  /** Names of scenarios, or of their files. */
  readonly scenarios: readonly string[];
  /** The scenarios with all options: they name the traces of arrivals and of lengths. */
  readonly resolved: readonly Scenario[];
  readonly body?: string | undefined;
  readonly proto?: string | undefined;
  readonly rules?: string | undefined;
  /** Folders of results that were stored before. */
  readonly results?: readonly string[];
}

/**
 * SHA-256 of the files that decide what a series sends, by what each is and the name that it was given by: points that
 * are measured after one has changed cannot be put beside those from before.
 *
 * @throws usage error when a file cannot be read
 */
export function digestGivenFiles(
  { scenarios, resolved, body, proto, rules, results = [] }: GivenFiles,
  { cwd, packageRoot }: Pick<Host, "cwd" | "packageRoot">,
): Record<string, string> {
  const paths: Record<string, string> = {};
  const add = (noun: string, name: string, path: string) => {
    paths[`${noun} ${name}`] = resolve(cwd, path);
  };
  for (const name of scenarios) add("scenario", name, scenarioFile(name, cwd, packageRoot));
  if (body?.startsWith("@")) add("body", body.slice(1), body.slice(1));
  for (const file of resolved.flatMap(tracesOf)) add("trace", file, file);
  for (const folder of results) add("result", folder, join(folder, RESULT_FILE));
  if (rules !== undefined) add("rules", rules, rules);
  if (proto !== undefined)
    for (const path of protoFiles(resolve(cwd, proto))) add("proto", relative(cwd, path), path);
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, sha256OfFile(path, `${name} (${path})`)]),
  );
}

function tracesOf({ load, payload }: Scenario): string[] {
  const arrivals = arrivalsOf(load);
  const lengths = payload?.lengths;
  return [
    ...(arrivals === null ? [] : tracesIn(arrivals).map(({ file }) => file)),
    ...(lengths?.kind === "trace" ? [lengths.file] : []),
  ];
}
