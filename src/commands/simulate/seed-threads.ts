import { Worker } from "node:worker_threads";
import { type ExitCode, PlimsollError } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import type { SeedOutcome } from "../../simulator/over-seeds.ts";
import type { SeedJob, SeedOrder, SeedReply } from "./seed-messages.ts";

/** Simulates one seed, wherever that is done; null where it was interrupted before its end. */
export type SimulateSeed = (seed: number) => Promise<SeedOutcome | null>;

/** A thread that simulates one seed at a time. */
export interface SeedThread {
  readonly simulate: SimulateSeed;
  /** Ends the thread, whatever it is doing. */
  close(): Promise<unknown>;
}

/** Starts a thread that simulates seeds. What it has not ended when `interrupted` aborts is given up. */
export function startSeedThread(job: SeedJob, interrupted: AbortSignal): SeedThread {
  const worker = new Worker(workerEntry("./seed-worker.js", import.meta.url), { workerData: job });
  // Without an order nobody waits for the thread, so a fault then is told with the next one.
  let fault: Error | null = null;
  worker.on("error", (error: Error) => {
    fault = error;
  });
  const simulate: SimulateSeed = (seed) =>
    new Promise((resolve, reject) => {
      const giveUp = () => end(() => resolve(null));
      const fail = (error: Error) => end(() => reject(error));
      const take = (reply: SeedReply) =>
        end(() => (reply.kind === "done" ? resolve(reply.outcome) : reject(refusal(reply))));
      const leave = () => fail(new Error("a thread that simulates ended early"));
      const end = (settle: () => void) => {
        worker.off("message", take).off("error", fail).off("exit", leave);
        interrupted.removeEventListener("abort", giveUp);
        settle();
      };
      if (fault !== null) return reject(fault);
      worker.once("message", take).once("error", fail).once("exit", leave);
      interrupted.addEventListener("abort", giveUp, { once: true });
      if (interrupted.aborted) giveUp();
      else worker.postMessage({ seed } satisfies SeedOrder);
    });
  return { simulate, close: () => worker.terminate() };
}

function refusal({ exitCode, message, fix }: Extract<SeedReply, { kind: "refused" }>): PlimsollError {
  return new PlimsollError(exitCode as ExitCode, message, fix);
}
