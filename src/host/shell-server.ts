import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync } from "node:fs";
import { createServer } from "node:net";
import { openLog, tailOf } from "./command-log.ts";
import { endGroup, signalGroup } from "./process-group.ts";

/** How a server is started by a command of the user's. */
export interface ServerCommand {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that its output is appended to. */
  readonly logFile: string;
}

/** A server that a shell command started, with all that the command started besides. */
export interface ShellServer {
  /** Aborts when the command has ended before `stop` was called. */
  readonly ended: AbortSignal;
  /** How the command ended before it was stopped, such as "exit code 1" or "SIGSEGV"; null while it runs. */
  readonly end: () => string | null;
  /** The last lines that it wrote; empty when it wrote none. */
  readonly lastLines: () => string;
  /** Ends the whole process group, and resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server by a command in `sh`, as the leader of its own process group: what it starts is ended with it, and a Ctrl-C in the
 * terminal does not end it before this process has done with it.
 *
 * @throws usage error when its log cannot be written
 */
export function startShellServer({ command, cwd, env, logFile }: ServerCommand): ShellServer {
  const log = openLog(logFile);
  const before = fstatSync(log).size;
  const child = spawn("sh", ["-c", command], { cwd, env, detached: true, stdio: ["ignore", log, log] });
  // When this process is forced to end, the server must not survive it.
  const killAll = () => signalGroup(child, "SIGKILL");
  process.once("exit", killAll);
  const watched = watch(child);
  let lines: string | null = null;
  const lastLines = () => lines ?? tailOf(log, before);
  return {
    ended: watched.ended,
    end: watched.end,
    lastLines,
    async stop() {
      if (lines !== null) return;
      await endGroup(child);
      process.off("exit", killAll);
      lines = lastLines();
      closeSync(log);
    },
  };
}

function watch(child: ChildProcess): Pick<ShellServer, "ended" | "end"> {
  const controller = new AbortController();
  let how: string | null = null;
  const tell = (words: string) => {
    how ??= words;
    controller.abort();
  };
  child.once("error", ({ message }) => tell(message));
  child.once("exit", (code, signal) => tell(signal ?? `exit code ${code}`));
  return { ended: controller.signal, end: () => how };
}

/** A port of the loopback interface that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
