#!/usr/bin/env node
import { cli } from "./cli/cli.ts";
import type { Terminal } from "./cli/terminal.ts";
import { EXIT } from "./core/errors.ts";
import { createHost } from "./host/real-host.ts";

const interrupt = new AbortController();
const signals = ["SIGINT", "SIGTERM"] as const;
for (const signal of signals) {
  process.on(signal, () => {
    // The first signal ends the run and saves the results; a second one ends the process at once.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}
// A process that another plimsoll started (the embedded server) ends with its parent.
if (process.channel !== undefined) process.on("disconnect", () => interrupt.abort());

const terminal: Terminal = {
  host: createHost(interrupt.signal),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  exitCode: 0,
};
try {
  await cli(process.argv.slice(2), terminal);
} catch (error) {
  terminal.err(
    `plimsoll: internal error, please report it: ${error instanceof Error ? error.stack : error}\n`,
  );
  terminal.exitCode = EXIT.internal;
}
process.exit(terminal.exitCode);
