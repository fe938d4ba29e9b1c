import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { objectiveTextSchema } from "../result/objective-schema.ts";
import { type Scenario, scenarioSchema } from "../scenario/scenario.ts";

/** The schema of a scenario file, which also checks the syntax of the objectives. */
const scenarioFileSchema = scenarioSchema.extend({ slo: z.array(objectiveTextSchema).default([]) });

/**
 * Loads a scenario: a file if the name ends in .json, else `scenarios/NAME.json` in the working directory, else the
 * one that ships with the package.
 *
 * @throws usage error when there is none of that name, or it is invalid (all problems at once)
 */
export function loadScenario(name: string, cwd: string, packageRoot: string): Scenario {
  const file = scenarioFile(name, cwd, packageRoot);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw usageError(
      `scenario file ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      "correct the file",
    );
  }
  const parsed = scenarioFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `  - ${issue.path.join(".") || "the whole"}: ${issue.message}`,
  );
  throw usageError(
    `scenario file ${file} is not valid:\n${problems.join("\n")}`,
    "correct the file; docs/scenario.schema.json describes it",
  );
}

/** The path of the file that `loadScenario` reads. @throws usage error when there is none of that name */
export function scenarioFile(name: string, cwd: string, packageRoot: string): string {
  const known = findScenarios(cwd, packageRoot);
  const file = name.endsWith(".json")
    ? resolve(cwd, name)
    : known.find((scenario) => scenario.name === name)?.file;
  if (file !== undefined && existsSync(file)) return file;
  const names = known.map((scenario) => scenario.name).sort();
  throw usageError(
    `there is no scenario "${name}"`,
    `use one of ${names.join(", ")}, or a .json file; plimsoll run --list describes them`,
  );
}

/** The name, file and source of a scenario that can be run by its name. */
export interface FoundScenario {
  readonly name: string;
  readonly file: string;
  readonly source: "working directory" | "package";
}

/**
 * All scenarios that can be run by name. One in the working directory hides that of the package with the same name.
 */
export function findScenarios(cwd: string, packageRoot: string): FoundScenario[] {
  const own = join(cwd, "scenarios");
  const shipped = join(packageRoot, "scenarios");
  const found = [
    ...(own === shipped ? [] : scenariosIn(own, "working directory")),
    ...scenariosIn(shipped, "package"),
  ];
  return found.filter(({ name }, position) => found.findIndex((other) => other.name === name) === position);
}

function scenariosIn(folder: string, source: FoundScenario["source"]): FoundScenario[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({ name: basename(file, ".json"), file: join(folder, file), source }));
}
