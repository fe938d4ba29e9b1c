import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { workerEntry } from "../core/worker-entry.ts";
import type { DelaySummary } from "../result/generator.ts";

export const PROBE_EVERY_MS = 20;
/** As long as the pacer spins. */
export const SPIN_MS = 0.3;
export const WITNESS_CLOSED = 1;

/** A thread beside the run that measures the machine's own stalls, to tell them from the generator's lateness. */
export class Witness {
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread = new Worker(workerEntry("./witness-thread.js", import.meta.url), {
    workerData: this.#control,
  });

  async ready(): Promise<void> {
    await once(this.#thread, "online");
  }

  /** Ends it. What it saw since it was made, or null when it saw nothing. */
  async finish(): Promise<DelaySummary | null> {
    const summary = once(this.#thread, "message");
    Atomics.store(this.#control, 0, WITNESS_CLOSED);
    Atomics.notify(this.#control, 0);
    const [seen] = (await summary) as [DelaySummary];
    return seen.count > 0 ? seen : null;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
