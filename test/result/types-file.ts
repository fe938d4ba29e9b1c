import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { z } from "zod";
import { docComment } from "./doc-comment.ts";
import { IMPORTED, NAMED, type Named } from "./named-documents.ts";
import { writtenOut } from "./type-text.ts";

const root = join(import.meta.dirname, "../..");

/** The generated file, relative to the repository. */
export const TYPES_PATH = "src/result/types.ts";

const HEAD = "// Generated from the schemas in this folder by `npm run docs`; do not edit.\n";

/** What the generated file must hold, formatted as Biome does it. */
export function typesFile(): string {
  // A copy that only describes a schema anew shares its definition, and so its name.
  const names = new Map<unknown, string>();
  for (const { name, schema } of [...IMPORTED, ...NAMED]) {
    const other = names.get(schema._zod.def);
    if (other !== undefined) throw new TypeError(`${name} and ${other} are the same schema`);
    names.set(schema._zod.def, name);
  }
  const nameOf = (schema: z.core.$ZodType) => names.get(schema._zod.def);
  const imports = IMPORTED.map(({ name, from }) => `import type { ${name} } from "${from}";\n`);
  const types = NAMED.map((named) => declaration(named, writtenOut(named.schema, nameOf)));
  return formatted([HEAD, imports.join(""), ...types].join("\n"));
}

function declaration({ name, schema, sentence }: Named, type: string): string {
  const begin = schema._zod.def.type === "object" ? `interface ${name}` : `type ${name} =`;
  return `${docComment(sentence)}export ${begin} ${type}\n`;
}

function formatted(text: string): string {
  const biome = join(root, "node_modules/.bin/biome");
  const options = { cwd: root, input: text, encoding: "utf8" } as const;
  return execFileSync(biome, ["format", `--stdin-file-path=${TYPES_PATH}`], options);
}
