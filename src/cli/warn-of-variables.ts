import { capacityOptionsSchema } from "../config/capacity-options.ts";
import { doctorOptionsSchema } from "../config/doctor-options.ts";
import { gateOptionsSchema } from "../config/gate-options.ts";
import { variableOf } from "../config/load.ts";
import { kebab } from "../config/merge.ts";
import { planOptionsSchema } from "../config/plan-options.ts";
import { runOptionsSchema } from "../config/run-options.ts";
import { serveOptionsSchema } from "../config/serve-options.ts";
import { simulateOptionsSchema } from "../config/simulate-options.ts";
import { sweepOptionsSchema } from "../config/sweep-options.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { Terminal } from "./terminal.ts";

const PREFIX = "PLIMSOLL_";
/** The options that commands read from the environment, by the name of the variable. */
const READ = optionsOf([
  runOptionsSchema,
  sweepOptionsSchema,
  capacityOptionsSchema,
  planOptionsSchema,
  simulateOptionsSchema,
  gateOptionsSchema,
]);
/** The options of the commands that read none, by the name of the variable that one might look for. */
const UNREAD = {
  serve: optionsOf([serveOptionsSchema]),
  doctor: optionsOf([doctorOptionsSchema]),
} as const;

/**
 * Says of each variable that looks like one of ours and is not read, why: it belongs to no option, or to one of a command that takes its
 * options from the command line alone. One that another command reads is no mistake.
 */
export function warnOfVariables(
  { host, err }: Pick<Terminal, "host" | "err">,
  command: "run" | "sweep" | "capacity" | "simulate" | "gate" | keyof typeof UNREAD,
): void {
  const own: Options = command in UNREAD ? UNREAD[command as keyof typeof UNREAD] : new Map();
  for (const name of Object.keys(host.env)) {
    if (!name.startsWith(PREFIX)) continue;
    const option = own.get(name);
    if (option !== undefined)
      err(`plimsoll: ${name} is not read by plimsoll ${command}; give --${kebab(option)}\n`);
    else if (!READ.has(name)) err(`plimsoll: ${name} is not read, ${whyUnread(name)}\n`);
  }
}

function whyUnread(name: string): string {
  const other = Object.entries(UNREAD).find(([, options]) => options.has(name));
  if (other !== undefined)
    return `since plimsoll ${other[0]} takes its options from the command line alone; give it --${kebab(other[1].get(name) ?? "")}`;
  // Letters that all names share must not count: they would make every short name like every other.
  const known = [...READ.keys()].map((known) => known.slice(PREFIX.length));
  const near = nearestWord(name.slice(PREFIX.length), known);
  const suggestion = near === undefined ? "" : `; did you mean ${PREFIX}${near}?`;
  return `since no option has that name${suggestion}`;
}

type Options = ReadonlyMap<string, string>;

function optionsOf(schemas: readonly { readonly shape: object }[]): Options {
  return new Map(
    schemas.flatMap(({ shape }) => Object.keys(shape).map((option) => [variableOf(option), option])),
  );
}
