import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseDocument, visit } from "yaml";
import { usageError } from "../core/errors.ts";
import { listProblems } from "../core/format.ts";
import { problemWords } from "../core/problem-words.ts";
import { type Rule, ruleSchema, rulesSchema } from "../gate/rule.ts";
import { reasonOf } from "./failure-reason.ts";

const CURE =
  "write a list of rules, such as [{ metric: p99, tolerance: 10% }, { objective: p99<=200ms }]; docs/gate.md has all that a rule may say";

/**
 * Reads the rules of a gate from a file of YAML or JSON: a list, or an object whose `rules` is one.
 *
 * @param mistakes finds what else is wrong with rules, null for one that is none by its form; asked where there is such a one, so that all
 *   problems are told at once
 * @throws one usage error with every problem
 */
export function readRulesFile(
  file: string,
  cwd: string,
  mistakes: (rules: readonly (Rule | null)[]) => readonly string[] = () => [],
): Rule[] {
  const value = contentOf(file, cwd);
  const parsed = rulesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const [rule, key] = issue.path;
    const place =
      typeof rule === "number"
        ? `rule ${rule + 1}${key === undefined ? "" : `, ${String(key)}`}`
        : "the whole";
    if (issue.code !== "unrecognized_keys") return `${place}: ${problemWords(issue)}`;
    return `${place}: a rule has no ${issue.keys.join(" and no ")}`;
  });
  const others = Array.isArray(value)
    ? mistakes(value.map((rule) => ruleSchema.safeParse(rule).data ?? null))
    : [];
  throw usageError(listProblems([...problems, ...others].map((problem) => `${file}: ${problem}`)), CURE);
}

/** The list of rules that a file holds, or what stands in its place. */
function contentOf(file: string, cwd: string): unknown {
  // Of several documents in a file only the first would be read; a quieter log level would not even say so.
  const document = parseDocument(textOf(file, cwd), { logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined)
    throw usageError(
      `rules file ${file} is neither YAML nor JSON: ${error.message.split("\n")[0]}`,
      "correct the file",
    );
  const value = withoutAliases(document, file);
  const isHolder = typeof value === "object" && value !== null && !Array.isArray(value) && "rules" in value;
  return isHolder ? value.rules : value;
}

/** The data of a document. An alias is refused: a few lines of them can stand for more than fits into memory. */
function withoutAliases(document: ReturnType<typeof parseDocument>, file: string): unknown {
  let alias: string | null = null;
  visit(document, {
    Alias(_, { source }) {
      alias ??= source;
    },
  });
  if (alias === null) return document.toJS({ maxAliasCount: 0 });
  throw usageError(
    `rules file ${file} has the alias *${alias}, and a rule must be written out`,
    "write in its place what it stands for",
  );
}

function textOf(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), "utf8");
  } catch (error) {
    throw usageError(
      `rules file ${file} cannot be read: ${reasonOf(error)}`,
      "name a file that can be read by --rules",
    );
  }
}
