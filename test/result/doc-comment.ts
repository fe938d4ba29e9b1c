import { z } from "zod";

/** Columns of a comment's text; leaves room for the indentation within an interface. */
const COLUMNS = 100;

/** Schemas around another one that say only whether a value may be left out, or changed. */
const WRAPPERS = ["nullable", "optional", "default", "readonly"];

/** What a schema's `.describe` says; where it has none, what the schema inside of `.nullable()` and the like says. */
export function descriptionOf(schema: z.core.$ZodType): string {
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return WRAPPERS.includes(def.type) && "innerType" in def ? descriptionOf(def.innerType) : "";
}

/** The comment that an editor shows, with its line end; empty where there is nothing to say. */
export function docComment(text: string): string {
  if (text === "") return "";
  const lines = wrapped(text.replaceAll("*/", "*\\/"));
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
