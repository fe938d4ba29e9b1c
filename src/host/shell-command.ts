import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { usageError } from "../core/errors.ts";

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

const TAIL_BYTES = 2000;
const TAIL_LINES = 5;
/** The time between SIGTERM and SIGKILL, ms. */
const GRACE_MS = 5000;
const POLL_MS = 50;

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

/** Opens the log. @throws usage error when it cannot be written, as on a full disk */
function openLog(file: string): number {
  try {
    return openSync(file, "a+");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`${file} cannot be written: ${reason}`, "free space, or choose another --out");
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

/** Ends the process group of a child: with SIGTERM, and after `GRACE_MS` with SIGKILL. */
async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, "SIGTERM");
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += POLL_MS) {
    if (!signalGroup(child, 0)) return;
    await sleep(POLL_MS);
  }
  signalGroup(child, "SIGKILL");
}

/** Sends a signal to the process group of a child; false when the group has no process left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}

function tailOf(log: number, before: number): string {
  const size = fstatSync(log).size;
  const from = Math.max(before, size - TAIL_BYTES);
  const bytes = Buffer.alloc(size - from);
  readSync(log, bytes, 0, bytes.length, from);
  return bytes.toString("utf8").trim().split("\n").slice(-TAIL_LINES).join("\n");
}
