import { z } from "zod";
import { usageError } from "../../../core/errors.ts";
import { listProblems } from "../../../core/format.ts";
import { nearestWord } from "../../../core/nearest-word.ts";
import { problemWords } from "../../../core/problem-words.ts";

/** Everything that is wrong with a manifest, gathered so that it is told at once. */
export class Problems {
  readonly #source: string;
  readonly #list: string[] = [];

  /** @param source what messages call the manifest, such as the name of its file */
  constructor(source: string) {
    this.#source = source;
  }

  add(path: readonly PropertyKey[], problem: string): void {
    this.#list.push(`${this.#source}: ${placeOf(path)}: ${problem}`);
  }

  /** Reads a part of the manifest; what does not fit the schema is a problem, and then there is no value. */
  read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | undefined {
    const parsed = schema.safeParse(value);
    for (const issue of parsed.error?.issues ?? []) this.#addIssue(issue, schema);
    return parsed.data;
  }

  /** @throws usage error with every problem, where there is one */
  throwIfAny(): void {
    if (this.#list.length === 0) return;
    throw usageError(
      listProblems(this.#list),
      "correct the manifest, or see docs/autoscalers.md for what is simulated",
    );
  }

  #addIssue(issue: z.core.$ZodIssue, schema: z.ZodType): void {
    if (issue.code === "unrecognized_keys") {
      const known = fieldsOf(schema);
      for (const key of issue.keys) {
        const near = nearestWord(key, known);
        this.add([...issue.path, key], `no such field${near === undefined ? "" : `, did you mean ${near}?`}`);
      }
    } else this.add(issue.path, problemWords(issue));
  }
}

/** A path as people write it: `spec.metrics[0].pods`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, step) => {
    if (typeof step === "number") return `${place}[${step}]`;
    return place === "" ? String(step) : `${place}.${String(step)}`;
  }, "");
}

/** The names of all fields of a schema, at any depth. */
function fieldsOf(schema: z.ZodType): string[] {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "properties") for (const name of Object.keys(value as object)) names.add(name);
      walk(value);
    }
  };
  walk(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return [...names];
}
