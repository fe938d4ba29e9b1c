import type { z } from "zod";
import { usageError } from "../core/errors.ts";
import { optionType, readText, takesSeveral } from "./load.ts";
import { kebab, type Source } from "./merge.ts";

/**
 * Reads options out of a text that is written as on a command line, such as `--max-batch 8 --precision int8`.
 *
 * @param place the option that holds the text, with which messages begin
 * @throws usage error for words that belong to no option, and for an option without its value
 */
export function readOptionWords(text: string, place: string, schema: z.ZodObject): Source {
  const values: Record<string, unknown> = {};
  const words = wordsIn(text, place);
  for (let at = 0; at < words.length; at++) {
    const [, spelt, joined] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(words[at] ?? "") ?? [];
    if (spelt === undefined)
      throw usageError(
        `${place}: "${words[at]}" belongs to no option`,
        "write options as for plimsoll run, such as '--max-batch 8 --precision int8'",
      );
    const known = switchOf(spelt, schema);
    if (known !== null && joined === undefined) {
      values[known.option] = known.isOn;
      continue;
    }
    const option = camel(spelt);
    const value = joined ?? words[++at];
    if (value === undefined)
      throw usageError(`${place}: --${spelt} needs a value`, "write it behind the option");
    const read = Object.hasOwn(schema.shape, option) ? readText(optionType(schema, option), value) : value;
    const isList = Object.hasOwn(schema.shape, option) && takesSeveral(schema, option);
    values[option] = isList ? [...((values[option] as unknown[] | undefined) ?? []), read] : read;
  }
  return { values, spell: (option) => `${place}: --${kebab(option)}` };
}

/** The switch that a word names, `stream` for `--stream` and `--no-stream`; null where it names none. */
function switchOf(spelt: string, schema: z.ZodObject): { option: string; isOn: boolean } | null {
  for (const [name, isOn] of [
    [spelt, true],
    [spelt.replace(/^no-/, ""), false],
  ] as const) {
    const option = camel(name);
    if (Object.hasOwn(schema.shape, option) && optionType(schema, option) === "boolean")
      return { option, isOn };
  }
  return null;
}

const camel = (spelt: string): string => spelt.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The words of a text; blanks in single or double quotes belong to a word. @throws usage error for a quote without its end */
function wordsIn(text: string, place: string): string[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const rest = text.replace(/(?:[^\s"']|"[^"]*"|'[^']*')+/g, "").trim();
  if (rest !== "") throw usageError(`${place}: a quote has no end`, "close it");
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
