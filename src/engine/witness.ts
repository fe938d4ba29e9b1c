import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { workerEntry } from "../core/worker-entry.ts";
import type { DelaySummary, GeneratorHealth } from "../result/generator.ts";

/** The time between two probes of the witness, ms. */
export const PROBE_EVERY_MS = 20;
/** The time that the witness spins before each probe, ms: the same as in the pacer. */
export const SPIN_MS = 0.3;
/** The value in the shared memory that ends the witness thread. */
export const WITNESS_CLOSED = 1;

/** The memory shared with the witness thread. */
export interface WitnessShared {
  readonly control: Int32Array;
  /** The beginning and the end of the time that is watched, as readings of the clock, ms. */
  readonly spanMs: Float64Array;
}

/** What the witness saw within the time that was watched. */
export interface WitnessReport {
  readonly lag: DelaySummary;
  readonly waits: NonNullable<GeneratorHealth["machineWaits"]>;
  readonly stalls: NonNullable<GeneratorHealth["machineStallMs"]>;
}

/** A thread that measures the stalls of the machine during a run, to separate them from the generator's lateness. */
export class Witness {
  readonly #shared: WitnessShared = {
    control: new Int32Array(new SharedArrayBuffer(4)),
    spanMs: new Float64Array(new SharedArrayBuffer(16)),
  };
  readonly #thread = new Worker(workerEntry("./witness-thread.js", import.meta.url), {
    workerData: this.#shared,
  });

  async ready(): Promise<void> {
    await once(this.#thread, "online");
  }

  /** Watches between two readings of the clock, ms. Until then, nothing is watched. */
  watch(fromMs: number, toMs: number): void {
    this.#shared.spanMs.set([fromMs, toMs]);
  }

  /** Ends the witness. Resolves with what it saw; null when it took no probe in the time that was watched. */
  async finish(): Promise<WitnessReport | null> {
    const report = once(this.#thread, "message");
    Atomics.store(this.#shared.control, 0, WITNESS_CLOSED);
    Atomics.notify(this.#shared.control, 0);
    const [seen] = (await report) as [WitnessReport];
    return seen.lag.count > 0 ? seen : null;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
