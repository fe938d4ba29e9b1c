import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ShellWish {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it writes is appended there: a server that it leaves running goes on writing. */
  readonly logFile: string;
  readonly limitMs: number;
  /** Ends it, and all that it started. */
  readonly interrupted: AbortSignal;
}

export interface ShellEnd {
  /** "exit code 1", "SIGSEGV"; null when all went well. */
  readonly failure: string | null;
  /** The end of what it wrote. */
  readonly lastLines: string;
}

const TAIL_BYTES = 2000;
const TAIL_LINES = 5;
/** Between the wish to end and the order to. */
const GRACE_MS = 5000;
const POLL_MS = 50;

/** Runs a command in `sh`, as the leader of its own process group. */
export async function runShell(command: string, wish: ShellWish): Promise<ShellEnd> {
  const { cwd, env, logFile, limitMs, interrupted } = wish;
  const log = openSync(logFile, "a+");
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
  // Whoever insists on ending this process ends the command too.
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

/** Asks first. */
async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, "SIGTERM");
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += POLL_MS) {
    if (!signalGroup(child, 0)) return;
    await sleep(POLL_MS);
  }
  signalGroup(child, "SIGKILL");
}

/** False when nobody is left in the group. */
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
