import { doctorOptionsSchema } from "../config/doctor-options.ts";
import { variableOf } from "../config/load.ts";
import { runOptionsSchema } from "../config/run-options.ts";
import { serveOptionsSchema } from "../config/serve-options.ts";
import { sweepOptionsSchema } from "../config/sweep-options.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { Terminal } from "./terminal.ts";

/** The variables of the options of all commands: one that another command reads is no mistake. */
const KNOWN = [runOptionsSchema, sweepOptionsSchema, serveOptionsSchema, doctorOptionsSchema].flatMap(
  ({ shape }) => Object.keys(shape).map(variableOf),
);

/** Says of each variable that looks like one of ours and belongs to no option that it is not read. */
export function warnOfVariables({ host, err }: Pick<Terminal, "host" | "err">): void {
  for (const name of Object.keys(host.env)) {
    if (!name.startsWith("PLIMSOLL_") || KNOWN.includes(name)) continue;
    const near = nearestWord(name, KNOWN);
    err(
      `plimsoll: ${name} is not read, since no option has that name${near === undefined ? "" : `; did you mean ${near}?`}\n`,
    );
  }
}
