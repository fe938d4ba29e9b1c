import { fork } from "node:child_process";
import { once } from "node:events";
import { workerEntry } from "../core/worker-entry.ts";

/** A null server in its own process. */
export interface NullServer {
  readonly url: string;
  /** Ends the process and resolves when it has ended. */
  stop(): Promise<void>;
}

/** The program of the null server: its first message to its parent is its port, and it ends with the IPC channel. */
export const nullServerEntry = workerEntry("./null-server-process.js", import.meta.url);

/**
 * Starts the null server as a child process, on a free port of the loopback interface. It leads its own process
 * group, so that a Ctrl-C in the terminal does not end it during a run, and it ends with this process.
 *
 * @param serviceMs the time that it takes for an answer
 * @throws Error when the process ends before it listens
 */
export async function startNullServer(serviceMs = 0): Promise<NullServer> {
  const child = fork(nullServerEntry, [String(serviceMs)], {
    detached: true,
    stdio: "ignore",
    execArgv: [],
  });
  const ended = once(child, "exit");
  const [port] = await Promise.race([
    once(child, "message"),
    ended.then(([code]) => {
      throw new Error(`the null server ended with exit code ${code} before it listened`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
