import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** An embedded server in a child process. */
export interface ChildServer {
  readonly url: string;
  /** Sends SIGTERM to the server and resolves when it has ended. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/**
 * Starts `plimsoll serve` as a child process, so that inference never blocks the thread that sends. The child leads
 * its own process group, because a Ctrl-C in the terminal must not end it before this process. It watches the IPC
 * channel, so it ends with this process in every case.
 *
 * @param entry the main file of the program
 * @throws Error with the output of the server when it does not start
 */
export async function startChildServer(entry: string, args: readonly string[]): Promise<ChildServer> {
  const child = spawn(process.execPath, [entry, "serve", "--json", ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let log = "";
  child.stderr?.on("data", (text) => {
    log = (log + text).slice(-4000);
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), START_TIMEOUT_MS);
  const first = await Promise.race([
    new Promise<string | undefined>((resolve) => lines.once("line", resolve)),
    ended.then(() => undefined),
    new Promise<undefined>((resolve) => timeout.signal.addEventListener("abort", () => resolve(undefined))),
  ]);
  clearTimeout(timer);
  if (first === undefined) {
    await stop();
    throw new Error(log.trim() || `it did not answer within ${START_TIMEOUT_MS / 1000} s`);
  }
  return { url: (JSON.parse(first) as { url: string }).url, stop };
}
