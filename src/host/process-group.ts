import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** The time between SIGTERM and SIGKILL, ms. */
const GRACE_MS = 5000;
const POLL_MS = 50;

/** Ends the process group of a child: with SIGTERM, and with SIGKILL what is left of it after a grace period. */
export async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, "SIGTERM");
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += POLL_MS) {
    if (!signalGroup(child, 0)) return;
    await sleep(POLL_MS);
  }
  signalGroup(child, "SIGKILL");
}

/** Sends a signal to the process group of a child; false when the group has no process left. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}
