import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { workerEntry } from "../core/worker-entry.ts";
import type { DelaySummary } from "../result/generator.ts";

/** The time between two probes of the witness, ms. */
export const PROBE_EVERY_MS = 20;
/** The time that the witness spins before each probe, ms: the same as in the pacer. */
export const SPIN_MS = 0.3;
/** The value in the shared memory that ends the witness thread. */
export const WITNESS_CLOSED = 1;

/** A thread that measures the stalls of the machine during a run, to separate them from the generator's lateness. */
export class Witness {
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread = new Worker(workerEntry("./witness-thread.js", import.meta.url), {
    workerData: this.#control,
  });

  async ready(): Promise<void> {
    await once(this.#thread, "online");
  }

  /** Ends the witness. Resolves with the delays, ms, since it was made; null when it took no probe. */
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
