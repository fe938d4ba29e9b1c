import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync } from "node:fs";
import { openLog, tailOf } from "./command-log.ts";
import { endGroup, signalGroup } from "./process-group.ts";

/** How a shell command is run. */
export interface ShellWish {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that the output is appended to, also that of a server which the command leaves running. */
  readonly logFile: string;
  readonly limitMs: number;
  /** A signal to end the command and everything that it started. */
  readonly interrupted: AbortSignal;
}

/** The result of a shell command. */
export interface ShellEnd {
  /** The reason of a failure, such as "exit code 1" or "SIGSEGV"; null after success. */
  readonly failure: string | null;
  /** The last lines of the output. */
  readonly lastLines: string;
}

/** Runs a command in `sh`, as the leader of its own process group. @throws Error when `sh` cannot be started */
export async function runShell(command: string, options: ShellWish): Promise<ShellEnd> {
  const { cwd, env, logFile, limitMs, interrupted } = options;
  const log = openLog(logFile);
  try {
    const before = fstatSync(log).size;
    const child = spawn("sh", ["-c", command], { cwd, env, detached: true, stdio: ["ignore", log, log] });
    const failure = await endOf(child, limitMs, interrupted);
    return { failure, lastLines: tailOf(log, before) };
  } finally {
    closeSync(log);
  }
}

async function endOf(child: ChildProcess, limitMs: number, interrupted: AbortSignal): Promise<string | null> {
  // When this process is forced to end, the command must not survive it.
  const killAll = () => signalGroup(child, "SIGKILL");
  process.once("exit", killAll);
  const limit = AbortSignal.timeout(limitMs);
  const stop = AbortSignal.any([limit, interrupted]);
  let stopping: Promise<void> | undefined;
  const onStop = () => {
    stopping = endGroup(child);
  };
  try {
    const ended = new Promise<string | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
    });
    if (stop.aborted) onStop();
    else stop.addEventListener("abort", onStop);
    const failure = await ended;
    await stopping;
    if (interrupted.aborted) return "an interrupt";
    return limit.aborted ? `a limit of ${limitMs / 1000} s` : failure;
  } finally {
    stop.removeEventListener("abort", onStop);
    process.off("exit", killAll);
  }
}
