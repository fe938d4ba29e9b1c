import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { RunWindow } from "../../result/window.ts";
import { type SeedOutcome, seedOutcome } from "../../simulator/over-seeds.ts";
import type { RunFolder } from "../../store/run-folder.ts";
import { carryOut } from "./carry-out.ts";
import { prepareSeed, type SimulationTask } from "./prepare.ts";
import type { PreparedFleet, ReadySimulation } from "./ready-simulation.ts";
import { SeedQueue } from "./seed-queue.ts";
import { startSeedThreads } from "./seed-threads.ts";

/** A simulation under several seeds, of which the first is ready. */
export interface SeedsToSimulate {
  readonly task: SimulationTask;
  readonly prepared: PreparedFleet;
  readonly ready: ReadySimulation;
  readonly others: readonly number[];
  /** Threads that simulate side by side, this one included. */
  readonly threads: number;
}

/** What came of a simulation under several seeds. */
export interface SimulatedSeeds {
  /** The whole document of the first seed. */
  readonly first: RunResult;
  /** What is kept of each seed, in their order; undefined for one that was interrupted. */
  readonly outcomes: readonly (SeedOutcome | undefined)[];
}

/**
 * Simulates the first seed here, with its log, and the others on further threads, and here as well when the first is done. Each
 * seed is simulated alone, so what comes out depends neither on the number of threads nor on which thread had which.
 */
export async function simulateSeeds(
  { task, prepared, ready, others, threads }: SeedsToSimulate,
  folder: RunFolder,
  host: Host,
  events: { onWindow?(window: RunWindow): void; onSeed?(done: number): void },
): Promise<SimulatedSeeds> {
  let firstDone = 0;
  const queue = new SeedQueue(others, (done) => events.onSeed?.(firstDone + done));
  const job = { task, cwd: host.cwd };
  const started = startSeedThreads(job, threads - 1, host.interrupted);
  const drains = Array.from({ length: threads - 1 }, () => queue.drain((seed) => started.carryOut({ seed })));
  const elsewhere = Promise.all(drains);
  // Its fault is told when it is waited for; until then it must not end the process.
  elsewhere.catch(() => undefined);
  try {
    const first = await carryOut(ready, folder, host, events);
    const outcome = first.partial ? undefined : seedOutcome(first);
    if (outcome !== undefined) firstDone = 1;
    if (others.length > 0 && outcome !== undefined) events.onSeed?.(1 + queue.done);
    const here = (seed: number) => simulateHere(prepared, task, seed, host);
    if (outcome !== undefined) await queue.drain(here);
    await elsewhere;
    return { first, outcomes: [outcome, ...queue.outcomes] };
  } finally {
    await started.close();
  }
}

/** Simulates a seed on this thread; null where it was interrupted. */
async function simulateHere(
  prepared: PreparedFleet,
  { parsed }: SimulationTask,
  seed: number,
  host: Host,
): Promise<SeedOutcome | null> {
  if (host.interrupted.aborted) return null;
  try {
    const result = await carryOut(await prepareSeed(prepared, parsed.given, seed, host), null, host, {});
    return result.partial ? null : seedOutcome(result);
  } catch (error) {
    // Interrupted while its schedule was made: the seeds before it count all the same.
    if (host.interrupted.aborted) return null;
    throw error;
  }
}
