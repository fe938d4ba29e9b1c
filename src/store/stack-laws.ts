import { readdirSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../core/errors.ts";
import { type StackLaws, stackLawsSchema } from "../result/stack-law.ts";
import { readJson } from "./json-file.ts";

/** Loads the laws of software stacks that ship with the package. @throws usage error where a file of them is damaged */
export function loadStackLaws(packageRoot: string): StackLaws {
  const folder = join(packageRoot, "models", "stacks");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const read = files.map((name) => {
    const file = join(folder, name);
    const parsed = stackLawsSchema.safeParse(readJson(file, "file of laws"));
    if (parsed.success) return parsed.data;
    throw usageError(
      `file of laws ${file} is not valid: ${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}`,
      "install Plimsoll again",
    );
  });
  return {
    schemaVersion: 1,
    kind: "stack-laws",
    stacks: read.flatMap(({ stacks }) => stacks),
    transfers: read.flatMap(({ transfers }) => transfers),
    heldOut: read.find(({ heldOut }) => heldOut !== null)?.heldOut ?? null,
  };
}
