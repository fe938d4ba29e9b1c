import { workerEntry } from "../../core/worker-entry.ts";
import type { SeedOutcome } from "../../simulator/over-seeds.ts";
import { OrderThreads } from "./order-threads.ts";
import type { SeedJob, SeedOrder } from "./seed-messages.ts";

/** Threads that simulate seeds of one simulation. */
export type SeedThreads = OrderThreads<SeedOrder, SeedOutcome>;

/** Starts threads that simulate seeds. */
export function startSeedThreads(
  workerData: SeedJob,
  threads: number,
  interrupted: AbortSignal,
): SeedThreads {
  const entry = workerEntry("./seed-worker.js", import.meta.url);
  return new OrderThreads({ entry, workerData, threads, interrupted });
}
