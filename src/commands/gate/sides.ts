import type { GateOptions } from "../../config/gate-options.ts";
import { kebab } from "../../config/merge.ts";
import { readOptionWords } from "../../config/option-words.ts";
import { parseRunOptions, type RunOptionsInput, runOptionsSchema } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { listProblems } from "../../core/format.ts";
import type { SideName } from "../../gate/assemble-gate.ts";

/** One side of a gate, as it was given. */
export type Side =
  | { readonly by: "url"; readonly given: string }
  | { readonly by: "command"; readonly given: string }
  | { readonly by: "results"; readonly given: string }
  | { readonly by: "options"; readonly given: string; readonly options: RunOptionsInput };

export type Sides = Readonly<Record<SideName, Side>>;

/** The place in a command where the port goes. */
export const PORT_PLACE = "{port}";

/** The options in which sides may differ: those of the server and of the way to it. What is sent, and how it is judged, is common to both. */
const OF_A_SIDE = [
  "url",
  "balance",
  "target",
  "model",
  "precision",
  "maxBatch",
  "maxDelay",
  "instances",
  "inputs",
  "price",
  "http2",
  "ca",
  "insecure",
  "proxy",
  "apiKeyEnv",
  "header",
];

/** Reads both sides of a gate. @throws one usage error with all problems */
export function sidesOf(options: GateOptions): Sides {
  const problems: string[] = [];
  const read = (name: SideName): Side => {
    try {
      return sideOf(name, options);
    } catch (error) {
      if (error instanceof Error) problems.push(error.message);
      return { by: "url", given: "" };
    }
  };
  const sides = { baseline: read("baseline"), candidate: read("candidate") };
  if (problems.length === 0) return sides;
  throw usageError(
    listProblems(problems),
    "give each side by --baseline-url, --baseline or --baseline-results, and --candidate-url or --candidate; see plimsoll gate --help",
  );
}

function sideOf(name: SideName, options: GateOptions): Side {
  const url = options[`${name}Url`];
  const words = options[name];
  const stored = name === "baseline" ? options.baselineResults : undefined;
  if (stored !== undefined) {
    if (url === undefined && words === undefined) return { by: "results", given: stored.join(" ") };
    throw usageError("--baseline-results is given beside another baseline, and there is one");
  }
  if ((url === undefined) === (words === undefined))
    throw usageError(
      url === undefined
        ? `there is no ${name}: neither --${name}-url nor --${name} is given`
        : `--${name}-url and --${name} are both given, and the ${name} is one server`,
    );
  if (url !== undefined) return { by: "url", given: url };
  const given = (words ?? "").trim();
  if (given.startsWith("-")) return { by: "options", given, options: optionsIn(given, name) };
  if (/^(https?|grpcs?):\/\/\S+$/.test(given))
    throw usageError(`--${name} ${given} is an address: give it by --${name}-url`);
  if (given.includes(PORT_PLACE)) return { by: "command", given };
  throw usageError(
    `--${name} has no ${PORT_PLACE}, so the server that it starts could not be found: write ${PORT_PLACE} where the command takes the port`,
  );
}

function optionsIn(text: string, name: SideName): RunOptionsInput {
  const { values, spell } = readOptionWords(text, `--${name}`, runOptionsSchema);
  const foreign = Object.keys(values).filter((option) => !OF_A_SIDE.includes(option));
  if (foreign.length > 0)
    throw usageError(
      `${foreign.map(spell).join(" and ")}: sides differ in the server and the way to it (${OF_A_SIDE.map(kebab).join(", ")}), and get the same traffic`,
    );
  // Said before anything is measured, and not when the first run of this side begins.
  parseRunOptions([{ values, spell }]);
  return values as RunOptionsInput;
}

/** Whether both sides are one and the same. */
export function areSame({ baseline, candidate }: Sides): boolean {
  return baseline.by === candidate.by && baseline.given === candidate.given;
}
