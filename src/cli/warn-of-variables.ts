import { doctorOptionsSchema } from "../config/doctor-options.ts";
import { variableOf } from "../config/load.ts";
import { runOptionsSchema } from "../config/run-options.ts";
import { serveOptionsSchema } from "../config/serve-options.ts";
import { simulateOptionsSchema } from "../config/simulate-options.ts";
import { sweepOptionsSchema } from "../config/sweep-options.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { Terminal } from "./terminal.ts";

const PREFIX = "PLIMSOLL_";
/** The variables of the options of all commands, without their prefix: one that another command reads is no mistake. */
const KNOWN = [
  runOptionsSchema,
  sweepOptionsSchema,
  simulateOptionsSchema,
  serveOptionsSchema,
  doctorOptionsSchema,
].flatMap(({ shape }) => Object.keys(shape).map((option) => variableOf(option).slice(PREFIX.length)));

/** Says of each variable that looks like one of ours and belongs to no option that it is not read. */
export function warnOfVariables({ host, err }: Pick<Terminal, "host" | "err">): void {
  for (const name of Object.keys(host.env)) {
    if (!name.startsWith(PREFIX) || KNOWN.includes(name.slice(PREFIX.length))) continue;
    // Letters that all names share must not count: they would make every short name like every other.
    const near = nearestWord(name.slice(PREFIX.length), KNOWN);
    const suggestion = near === undefined ? "" : `; did you mean ${PREFIX}${near}?`;
    err(`plimsoll: ${name} is not read, since no option has that name${suggestion}\n`);
  }
}
