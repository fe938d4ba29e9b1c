import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseDocument } from "yaml";
import { usageError } from "../core/errors.ts";
import { listProblems } from "../core/format.ts";
import { problemWords } from "../core/problem-words.ts";
import { type Rule, rulesSchema } from "../gate/rule.ts";
import { reasonOf } from "./failure-reason.ts";

const CURE =
  "write a list of rules, such as [{ metric: p99, tolerance: 10% }, { objective: p99<=200ms }]; docs/gate.md has all that a rule may say";

/**
 * Reads the rules of a gate from a file of YAML or JSON: a list, or an object whose `rules` is one.
 *
 * @throws one usage error with every problem
 */
export function readRulesFile(file: string, cwd: string): Rule[] {
  const document = parseDocument(textOf(file, cwd), { logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined)
    throw usageError(
      `rules file ${file} is neither YAML nor JSON: ${error.message.split("\n")[0]}`,
      "correct the file",
    );
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const isHolder = typeof value === "object" && value !== null && !Array.isArray(value) && "rules" in value;
  const parsed = rulesSchema.safeParse(isHolder ? value.rules : value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const [rule, key] = issue.path;
    const place =
      typeof rule === "number"
        ? `rule ${rule + 1}${key === undefined ? "" : `, ${String(key)}`}`
        : "the whole";
    if (issue.code !== "unrecognized_keys") return `${file}: ${place}: ${problemWords(issue)}`;
    return `${file}: ${place}: a rule has no ${issue.keys.join(" and no ")}`;
  });
  throw usageError(listProblems(problems), CURE);
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
