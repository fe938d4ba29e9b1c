import yargs from "yargs";
import { EXIT, PlimsollError, usageError } from "../core/errors.ts";
import { display, displaySentence } from "../core/format.ts";
import { knownSecrets } from "../host/known-secrets.ts";
import { calibrateCommand } from "./calibrate-command.ts";
import { capacityCommand } from "./capacity-command.ts";
import { compareCommand } from "./compare-command.ts";
import { docsCommand } from "./docs-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { gateCommand } from "./gate-command.ts";
import { historyCommand } from "./history-command.ts";
import { joinTextsOfSides } from "./join-texts.ts";
import { pricesCommand } from "./prices-command.ts";
import { runCommand } from "./run-command.ts";
import { serveCommand } from "./serve-command.ts";
import { simulateCommand } from "./simulate-command.ts";
import { sweepCommand } from "./sweep-command.ts";
import { refuseTextsOfSwitches } from "./switches.ts";
import type { Terminal } from "./terminal.ts";
import { traceCommand } from "./trace-command.ts";

const EPILOGUE = `Exit codes: ${EXIT.ok} done, ${EXIT.objectiveFailed} an objective is missed or a gate fails (trace fit: no model is a good fit), ${EXIT.usage} usage or configuration, \
${EXIT.invalid} the measurement is invalid or does not show what was asked, ${EXIT.target} target not reachable or not what it was said to be, ${EXIT.interrupted} interrupted.`;

/** Runs one command line. An expected failure is not thrown: it is printed as one sentence with its cure. */
export async function cli(args: readonly string[], terminal: Terminal): Promise<void> {
  const parser = yargs(joinTextsOfSides(args))
    .scriptName("plimsoll")
    .usage("$0 <command>: load testing and capacity planning for inference servers")
    .command(runCommand(terminal))
    .command(sweepCommand(terminal))
    .command(capacityCommand(terminal))
    .command(gateCommand(terminal))
    .command(compareCommand(terminal))
    .command(historyCommand(terminal))
    .command(simulateCommand(terminal))
    .command(serveCommand(terminal))
    .command(traceCommand(terminal))
    .command(doctorCommand(terminal))
    .command(calibrateCommand(terminal))
    .command(pricesCommand(terminal))
    .command(docsCommand(terminal))
    .version(terminal.host.version)
    .help()
    .alias("help", "h")
    .wrap(110)
    .epilogue(EPILOGUE)
    // Unknown flags reach the schema, which reports them together with every other problem.
    .parserConfiguration({
      "strip-dashed": true,
      "greedy-arrays": false,
      "duplicate-arguments-array": true,
      "parse-numbers": false,
    })
    .demandCommand(0, 0)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      // yargs has an error class of its own for what it refuses itself; errors of commands pass as they are.
      if (error !== undefined && error !== null && error.name !== "YError") throw error;
      throw usageError(refusal(message ?? error.message), "see plimsoll --help");
    });
  try {
    refuseTextsOfSwitches(args);
    await parser.parseAsync();
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    terminal.err(`plimsoll: ${shown(error.message)}\n`);
    if (error.fix !== undefined) terminal.err(`  to do: ${shown(error.fix)}\n`);
    terminal.exitCode = error.exitCode;
  }
}

/** A refusal of yargs in the words of the other messages. */
function refusal(message: string): string {
  const option = /^Not enough arguments following: (\S+)/.exec(message)?.[1];
  return option === undefined ? message : `--${option} needs a value`;
}

/** The most characters of a line of a message. */
const MOST_OF_LINE = 2000;

/** A message whose lines may quote a file or a server. */
function shown(message: string): string {
  const lines = knownSecrets
    .hide(message)
    .split("\n")
    .map((line) => display(displaySentence(line), MOST_OF_LINE));
  return lines.join("\n");
}
