import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The generated file, whose comments are descriptions of the schemas. */
const GENERATED = join("result", "types.ts");
/** Shorter docstrings name no noun. */
const FEWEST_CHARACTERS = 12;
/** Beginnings that lean on the docstring above. */
const LEANS = /^(?:Of|Those|These|The same|Their|Its|They|As|Where|Null)\b/;

const root = join(import.meta.dirname, "..", "src");
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The docstrings of a file of `src`, each as `path:line text` and as the text alone. */
function docstringsOf(path: string): { readonly where: string; readonly text: string }[] {
  const source = readFileSync(join(root, path), "utf8");
  return [...source.matchAll(/\/\*\*(.*?)\*\//gs)].map((match) => {
    const text = (match[1] ?? "")
      .replace(/^\s*\* ?/gm, " ")
      .replace(/\s+/g, " ")
      .trim();
    return { where: `${path}:${source.slice(0, match.index).split("\n").length} ${text}`, text };
  });
}

const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && path !== GENERATED,
);

test.each(folders)("the docstrings of %s can be read alone", (folder) => {
  const docstrings = paths.filter((path) => path.startsWith(join(folder, "/"))).flatMap(docstringsOf);
  expect(docstrings.length).toBeGreaterThan(0);
  const riddles = docstrings.filter(({ text }) => LEANS.test(text) || text.length < FEWEST_CHARACTERS);
  expect(riddles.map(({ where }) => where)).toEqual([]);
});
