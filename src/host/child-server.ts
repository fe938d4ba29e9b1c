import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { usageError } from "../core/errors.ts";
import { childEnvironment } from "./child-environment.ts";

/** The end of a child server that nobody asked for. */
export interface ChildDeath {
  /** The value of `performance.now()` when the end was noticed. */
  readonly atMs: number;
  /** The signal or the exit code, such as `SIGKILL` or `exit code 1`. */
  readonly how: string;
  /** The last lines of its stderr; empty when it wrote none. */
  readonly lastLines: string;
}

/** An embedded server in a child process. */
export interface ChildServer {
  readonly url: string;
  /** Aborts when the server ends before `stop` was called. */
  readonly died: AbortSignal;
  /** How the server ended before `stop` was called; null as long as it lives. */
  death(): ChildDeath | null;
  /** Sends SIGTERM to the server, after a grace period SIGKILL, and resolves when it has ended. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
/** The time between SIGTERM and SIGKILL, ms. */
const GRACE_MS = 3000;
const LOG_CHARACTERS = 4000;
const LOG_LINES = 5;

/**
 * Starts `plimsoll serve` as a child process, so that inference never blocks the thread that sends. The child leads
 * its own process group, because a Ctrl-C in the terminal must not end it before this process. It watches the IPC
 * channel, so it ends with this process in every case.
 *
 * @param entry the main file of the program
 * @throws Error with the output of the server when it does not start; usage error when no process can be started
 */
export async function startChildServer(entry: string, args: readonly string[]): Promise<ChildServer> {
  const child = new WatchedChild(
    spawn(process.execPath, [entry, "serve", "--json", ...args], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
      env: childEnvironment(process.env),
    }),
  );
  const first = await child.firstLine(START_TIMEOUT_MS);
  if (first === undefined) {
    const death = child.death();
    await child.stop();
    throw new Error(
      death === null
        ? `it did not answer within ${START_TIMEOUT_MS / 1000} s`
        : death.lastLines || `it ended with ${death.how} before it listened`,
    );
  }
  const { url } = JSON.parse(first) as { url: string };
  return { url, died: child.died, death: () => child.death(), stop: () => child.stop() };
}

/** A child process whose end is noticed whenever it comes, and which does not outlive this process. */
class WatchedChild {
  readonly #child: ChildProcess;
  readonly #died = new AbortController();
  readonly #ended: Promise<void>;
  readonly #failedToStart: Promise<never>;
  #death: Omit<ChildDeath, "lastLines"> | null = null;
  #stopping = false;
  #log = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    // When this process is forced to end, the child must not go on computing.
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    this.#failedToStart = new Promise((_, reject) => {
      child.once("error", (cause) => reject(cannotStart(cause)));
    });
    this.#failedToStart.catch(() => {}); // told by `firstLine`
    this.#ended = new Promise((resolve) => child.once("close", () => resolve()));
    child.once("exit", (code, signal) => {
      process.off("exit", kill);
      if (this.#stopping) return;
      this.#death = { atMs: performance.now(), how: signal ?? `exit code ${code}` };
      this.#died.abort();
    });
    child.stderr?.on("data", (text) => {
      this.#log = (this.#log + text).slice(-LOG_CHARACTERS);
    });
  }

  get died(): AbortSignal {
    return this.#died.signal;
  }

  death(): ChildDeath | null {
    if (this.#death === null) return null;
    return { ...this.#death, lastLines: this.#log.trim().split("\n").slice(-LOG_LINES).join("\n") };
  }

  /** The first line on stdout; undefined when the child ended or the time is over. @throws usage error */
  async firstLine(limitMs: number): Promise<string | undefined> {
    const { stdout } = this.#child;
    let timer: NodeJS.Timeout | undefined;
    const waits: Promise<string | undefined>[] = [
      this.#failedToStart,
      this.#ended.then(() => undefined),
      new Promise((resolve) => {
        timer = setTimeout(() => resolve(undefined), limitMs);
      }),
    ];
    // Without descriptors left, Node makes no streams for the child.
    if (stdout) waits.push(lineOf(stdout));
    try {
      return await Promise.race(waits);
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill("SIGTERM");
    // A child that is stopped, or computes for long, does not hear SIGTERM.
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), GRACE_MS);
    await this.#ended;
    clearTimeout(kill);
  }
}

function lineOf(stream: Readable): Promise<string> {
  return new Promise((resolve) => createInterface({ input: stream }).once("line", resolve));
}

function cannotStart(cause: Error): Error {
  const { code } = cause as NodeJS.ErrnoException;
  return usageError(
    `no process can be started for the embedded server (${code ?? cause.message})`,
    "raise the limits of processes and of file descriptors (`ulimit -u`, `ulimit -n`), or end other programs",
  );
}
