import { fork } from "node:child_process";
import { once } from "node:events";
import { workerEntry } from "../core/worker-entry.ts";

export interface NullServer {
  readonly url: string;
  /** Ends it and waits until it has. */
  stop(): Promise<void>;
}

/** The program of that process: its first message to its parent is its port, and it ends with the channel between them. */
export const nullServerEntry = workerEntry("./null-server-process.js", import.meta.url);

/**
 * Starts the null server as a process of its own, on a free port of the loopback interface. It leads its own process
 * group, so that a Ctrl-C meant for us does not end it in the middle of a run, and it ends with us.
 *
 * @throws Error when it does not come up
 */
export async function startNullServer(): Promise<NullServer> {
  const child = fork(nullServerEntry, {
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
