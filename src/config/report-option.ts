import { z } from "zod";

/**
 * The option `--report NAME=FILE`, which writes a file for other programs or people.
 *
 * @param names what can be written
 * @param titles what each of them is
 */
export function reportOption<Name extends string>(
  names: readonly Name[],
  titles: Readonly<Record<string, string>>,
) {
  const schema = z.string().transform((text, context) => {
    const [, name = "", file = ""] = /^([\w-]+)=(.+)$/s.exec(text) ?? [];
    const known = names.find((one) => one === name);
    if (known !== undefined) return { name: known, file };
    context.addIssue({
      code: "custom",
      message: `expected ${names.map((one) => `${one}=FILE`).join(" or ")}`,
    });
    return z.NEVER;
  });
  return z
    .array(schema)
    .default([])
    .describe(`file to write: ${names.map((name) => `${name}=FILE (${titles[name]})`).join(", ")}`);
}
