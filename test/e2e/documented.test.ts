import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languageModel } from "./language-model.ts";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";

// What the pages tell a newcomer to type for a language model must work as it is written.

const ROOT = join(import.meta.dirname, "../..");
const PAGES = ["README.md", "docs/language-models.md", "docs/recipes.md"];
const FOR_LANGUAGE_MODELS = /--target (openai|triton-generate)|--max-tokens/;

/** The commands of a page that are for language models, each on one line. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8").replaceAll(/\\\n\s*/g, "");
  return [...text.matchAll(/plimsoll ((?:run|sweep) [^`\n#]*)/g)]
    .map((match) => (match[1] ?? "").trim())
    .filter((command) => FOR_LANGUAGE_MODELS.test(command));
}

const DOCUMENTED = PAGES.flatMap((page) =>
  commandsOf(page).map((command): [string, string] => [page, command]),
);

/** Words of a command as a shell splits them, with the address of a server in place of that of the page. */
function wordsOf(command: string, url: string): string[] {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return words.map((word) => word.replace(/^https?:\/\/[^/]+/, url));
}

test("the pages have commands for language models", () => {
  expect(DOCUMENTED.length).toBeGreaterThanOrEqual(8);
  expect(new Set(DOCUMENTED.map(([page]) => page)).size).toBe(PAGES.length);
});

test.each(DOCUMENTED)("%s: plimsoll %s", async (_, command) => {
  const cwd = tempFolder();
  const quick = ["--duration", "1s", "--warmup", "0.2s", "--lateness", "9999ms,999%", "--out", "out"];
  const args = [
    ...wordsOf(command, await languageModel(command.includes("triton") ? "triton" : "openai")),
    ...quick,
  ];
  const { exitCode, stderr } = await plimsoll(args, cwd, { MY_KEY: "sk-0123456789abcdef" });
  // An objective of the command may be missed in one second; it may not be refused.
  expect([0, 1, 3], stderr).toContain(exitCode);
  const { requests, slo, tokens } = readResult(join(cwd, "out"));
  expect(requests.ok).toBeGreaterThan(0);
  expect(requests.failures).toEqual([]);
  expect(slo.filter(({ objective, implied }) => !implied && !command.includes(objective))).toEqual([]);
  if (command.includes("openai-")) expect(tokens?.answers).toBeGreaterThan(0);
});
