import { EXIT } from "../core/errors.ts";
import { createHost } from "../host/real-host.ts";
import { cli } from "./cli.ts";
import { Output } from "./output.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/**
 * Runs the command line of this process.
 *
 * @param exit ends the process; called once everything printed has left it
 */
export async function start(interrupted: AbortSignal, exit: (exitCode: number) => void): Promise<void> {
  const stdout = new Output(process.stdout);
  const stderr = new Output(process.stderr);
  const terminal = openTerminal(createHost(interrupted), stdout, stderr);
  const end = async () => {
    await stdout.flushed();
    if (stdout.failure !== null) {
      terminal.err(`plimsoll: stdout cannot be written: ${stdout.failure.message}\n`);
      terminal.err("  to do: free space, or print to another place\n");
      terminal.exitCode = EXIT.usage;
    }
    await stderr.flushed();
    exit(terminal.exitCode);
  };
  // Left to Node they would end the process with exit code 1, which says that an objective fails.
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (error) => {
      tellFault(error, terminal);
      void end();
    });
  try {
    await cli(process.argv.slice(2), terminal);
  } catch (error) {
    tellFault(error, terminal);
  }
  await end();
}

function tellFault(error: unknown, terminal: Terminal): void {
  const { code } = error as NodeJS.ErrnoException;
  const isShort = code === "EMFILE" || code === "ENFILE";
  terminal.err(
    isShort
      ? `plimsoll: this process may not open as many files as it needs (${code})\n  to do: allow more open files, as by ulimit -n 1024\n`
      : `plimsoll: internal error, please report it: ${error instanceof Error ? error.stack : error}\n`,
  );
  terminal.exitCode = isShort ? EXIT.usage : EXIT.internal;
}
