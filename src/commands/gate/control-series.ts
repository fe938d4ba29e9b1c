import { join } from "node:path";
import { z } from "zod";
import { type NullServer, startNullServer } from "../../server/start-null-server.ts";
import type { SeriesFolder } from "../../store/series-folder.ts";
import { meanRoundTripMs } from "../../telemetry/round-trips.ts";

/** The length of one measurement of the control series, ms. It takes place in the pause before a run. */
export const CONTROL_MS = 200;
/** The measurements before the gate, which show how much two of them differ that follow each other. */
export const CONTROLS_BEFORE = 8;
const FILE = "control.json";

const controlSchema = z.object({ kind: z.literal("control"), roundTripMs: z.array(z.number().positive()) });

/**
 * The control series of a gate: a null server of our own in its own process, asked before each run and never beside one, so that no server under
 * test can slow it. What it takes is known of the machine alone.
 */
export class ControlSeries {
  readonly #folder: SeriesFolder;
  readonly #server: NullServer;

  private constructor(folder: SeriesFolder, server: NullServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(folder: SeriesFolder): Promise<ControlSeries> {
    return new ControlSeries(folder, await startNullServer());
  }

  /** Mean round trip to the null server now, ms; null where it does not answer. */
  measure(): Promise<number | null> {
    return meanRoundTripMs(this.#server.url, CONTROL_MS);
  }

  /** The round trips before the gate, ms: measured once, and kept for a gate that goes on later. */
  async before(): Promise<readonly number[]> {
    const kept = this.#read(FILE);
    if (kept !== null) return kept;
    const measured: number[] = [];
    for (let i = 0; i < CONTROLS_BEFORE; i++) {
      const roundTripMs = await this.measure();
      if (roundTripMs !== null) measured.push(roundTripMs);
    }
    this.#write(FILE, measured);
    return measured;
  }

  /** Keeps what was measured before a run beside its result. */
  keep(id: string, attempt: number, roundTripMs: number | null): void {
    if (roundTripMs !== null) this.#write(fileOf(id, attempt), [roundTripMs]);
  }

  /** What was measured before a run that is kept, ms; null where there is none. */
  kept(id: string, attempt: number): number | null {
    return this.#read(fileOf(id, attempt))?.[0] ?? null;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  #write(name: string, roundTripMs: readonly number[]): void {
    this.#folder.writeSealed(name, { kind: "control", roundTripMs });
  }

  #read(name: string): readonly number[] | null {
    return this.#folder.readSealed(name, controlSchema)?.content.roundTripMs ?? null;
  }
}

function fileOf(id: string, attempt: number): string {
  return join("points", id, `attempt-${attempt}`, FILE);
}
