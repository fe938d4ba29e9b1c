import type { z } from "zod";
import { doctorOptionsSchema } from "../config/doctor-options.ts";
import { gateOptionsSchema } from "../config/gate-options.ts";
import { optionType } from "../config/load.ts";
import { kebab } from "../config/merge.ts";
import { runOptionsSchema } from "../config/run-options.ts";
import { serveOptionsSchema } from "../config/serve-options.ts";
import { sweepOptionsSchema } from "../config/sweep-options.ts";
import {
  traceConvertOptionsSchema,
  traceFitOptionsSchema,
  traceInspectOptionsSchema,
  traceScaleOptionsSchema,
} from "../config/trace-options.ts";
import { usageError } from "../core/errors.ts";
import { listProblems } from "../core/format.ts";

/** Switches that are no options of a schema: those of the command line alone. */
const OF_THE_COMMAND_LINE = ["json", "list", "help", "h", "version", "plan"];

const SCHEMAS: readonly z.ZodObject[] = [
  runOptionsSchema,
  sweepOptionsSchema,
  gateOptionsSchema,
  serveOptionsSchema,
  doctorOptionsSchema,
  traceInspectOptionsSchema,
  traceFitOptionsSchema,
  traceConvertOptionsSchema,
  traceScaleOptionsSchema,
];

/**
 * Refuses switches that were given a text, such as `--insecure=perhaps`: yargs takes every text but `true` for off, and
 * keeps it from whoever could complain. No name is a switch of one command and something else in another.
 *
 * @throws one usage error with all of them
 */
export function refuseTextsOfSwitches(args: readonly string[]): void {
  const end = args.indexOf("--");
  const wrong = (end < 0 ? args : args.slice(0, end)).flatMap((word) => {
    const [, name = "", text = ""] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [];
    return isSwitch(name) && !/^(true|false)$/.test(text) ? [{ name, text }] : [];
  });
  if (wrong.length === 0) return;
  const problems = wrong.map(({ name, text }) =>
    text.trim() === ""
      ? `${spelled(name)}: it is empty; is a variable of the shell not set?`
      : `${spelled(name)}=${text}: expected true or false`,
  );
  throw usageError(listProblems(problems), `write ${spelled(wrong[0]?.name ?? "")} alone to switch it on`);
}

function isSwitch(name: string): boolean {
  return OF_THE_COMMAND_LINE.includes(name) || switches().has(kebab(name));
}

let known: Set<string> | undefined;

/** The switches of all commands, as they are written. */
function switches(): ReadonlySet<string> {
  known ??= new Set(
    SCHEMAS.flatMap((schema) =>
      Object.keys(schema.shape)
        .filter((option) => optionType(schema, option) === "boolean")
        .map(kebab),
    ),
  );
  return known;
}

const spelled = (name: string): string => (name.length === 1 ? `-${name}` : `--${kebab(name)}`);
