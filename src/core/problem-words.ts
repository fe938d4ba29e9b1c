import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What schemas call the types of values, in words of people who write options. */
const TYPES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  string: "a text",
};

/** A problem of a value in a few words: `expected a number`. A message that an option has of its own stays as it is. */
export function problemWords(issue: Issue): string {
  if (!/^(Invalid|Too (small|big))/.test(issue.message)) return issue.message;
  if (issue.code === "invalid_type") return `expected ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `expected ${oneOf(issue.values.map(String))}`;
  if (issue.code === "too_small" && isNumber(issue.origin))
    return `expected ${issue.inclusive ? `${issue.minimum} or more` : `more than ${issue.minimum}`}`;
  if (issue.code === "too_big" && isNumber(issue.origin))
    return `expected ${issue.inclusive ? `${issue.maximum} or less` : `less than ${issue.maximum}`}`;
  return issue.message;
}

const isNumber = (origin: string): boolean => ["number", "int", "bigint"].includes(origin);

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}
