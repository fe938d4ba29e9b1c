import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { usageError } from "../core/errors.ts";
import { type Scenario, scenarioSchema } from "../scenario/scenario.ts";

/**
 * Finds a scenario: a file if the name ends in .json, else `scenarios/NAME.json` in the working directory,
 * else the one that ships with the package.
 *
 * @throws usage error when there is none of that name, or it is no valid scenario (all problems at once).
 */
export function loadScenario(name: string, cwd: string, packageRoot: string): Scenario {
  const folders = [join(cwd, "scenarios"), join(packageRoot, "scenarios")];
  const candidates = name.endsWith(".json")
    ? [resolve(cwd, name)]
    : folders.map((folder) => join(folder, `${name}.json`));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) {
    const known = [...new Set(folders.flatMap(namesIn))].sort().join(", ");
    throw usageError(`there is no scenario "${name}"`, `use one of ${known}, or a .json file`);
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw usageError(
      `scenario file ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      "correct the file",
    );
  }
  const parsed = scenarioSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `  - ${issue.path.join(".") || "the whole"}: ${issue.message}`,
  );
  throw usageError(
    `scenario file ${file} is not valid:\n${problems.join("\n")}`,
    "correct the file; docs/scenario.schema.json describes it",
  );
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"));
}
