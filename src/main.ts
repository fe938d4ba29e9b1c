#!/usr/bin/env node
const interrupt = new AbortController();
const EXIT_INTERRUPTED = 130;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // The first signal ends the run and saves the results; a second one ends the process at once.
    if (interrupt.signal.aborted) process.exit(EXIT_INTERRUPTED);
    interrupt.abort();
  });
}
// A process that another plimsoll started (the embedded server) ends with its parent, who may be gone already.
if (process.connected === false) process.exit(EXIT_INTERRUPTED);
if (process.connected === true) process.on("disconnect", () => interrupt.abort());

try {
  // Loaded here, so that signals are heard from the beginning, and a program that cannot be loaded says why.
  const { start } = await import("./cli/start.ts");
  await start(interrupt.signal, (exitCode) => process.exit(exitCode));
} catch (error) {
  const { code, stack } = error as NodeJS.ErrnoException;
  const isShort = code === "EMFILE" || code === "ENFILE";
  const text = isShort
    ? `plimsoll: this process may not open as many files as it consists of (${code})\n  to do: allow more open files, as by ulimit -n 1024\n`
    : `plimsoll: internal error, please report it: ${stack ?? error}\n`;
  process.stderr.write(text, () => process.exit(isShort ? 2 : 70));
}
