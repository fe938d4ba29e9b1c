import type { z } from "zod";
import { usageError } from "../core/errors.ts";

/** Options from one place, with how that place spells an option. */
export interface Source {
  readonly values: Readonly<Record<string, unknown>>;
  readonly spell: (option: string) => string;
}

export const kebab = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Lays sources over one another, later ones winning, and validates the whole once.
 *
 * @throws one usage error with all problems, each naming the place and the option.
 */
export function mergeOptions<Schema extends z.ZodObject>(
  schema: Schema,
  sources: readonly Source[],
): z.output<Schema> {
  const merged: Record<string, unknown> = {};
  const spelled = new Map<string, string>();
  for (const { values, spell } of sources) {
    for (const [option, value] of Object.entries(values)) {
      if (value === undefined) continue;
      merged[option] = value;
      spelled.set(option, spell(option));
    }
  }
  const parsed = schema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const known = Object.keys(schema.shape);
  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${spelled.get(key) ?? key}: no such option${suggestion(key, known)}`);
    }
    const [option, ...inside] = issue.path.map(String);
    const place = [spelled.get(option ?? "") ?? option, ...inside].join(".");
    return [`${place}: ${issue.message}${found(merged[option ?? ""])}`];
  });
  throw usageError(listProblems(problems), "see --help of the command, or docs/options.md");
}

function listProblems(problems: readonly string[]): string {
  if (problems.length === 1) return problems[0] ?? "";
  return `${problems.length} problems:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
}

function found(value: unknown): string {
  if (value === undefined) return "";
  // JSON has no NaN, which is what yargs makes of `--rate fast`.
  return ` (found ${typeof value === "number" ? value : (JSON.stringify(value) ?? String(value))})`;
}

function suggestion(key: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= 2 ? `, did you mean ${kebab(near.name)}?` : "";
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
