import type { RunOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { autocannonLoop, autocannonName, autocannonUnfit } from "../../engine/autocannon-loop.ts";
import { type LoadJob, sendLoad } from "../../engine/send-load.ts";

/** The driver of a run: it sends the requests. */
export interface Driver {
  /** Name and version of the driver, for the result. */
  readonly name: string;
  /** Threads that send. */
  readonly workers: number;
  readonly drive: typeof sendLoad;
}

/**
 * Chooses the driver: Plimsoll's own, which drives everything, unless autocannon was asked for.
 *
 * @throws usage error when autocannon was asked for and cannot be right about this load
 */
export function chooseDriver(
  wanted: RunOptions["driver"],
  job: Pick<LoadJob, "load" | "prepared" | "address" | "others" | "workers" | "verification" | "timeoutMs">,
  version: string,
): Driver {
  if (wanted !== "autocannon") return { name: `plimsoll ${version}`, workers: job.workers, drive: sendLoad };
  const unfit = autocannonUnfit(job);
  if (unfit !== null) throw usageError(`autocannon cannot drive this: ${unfit}`, "leave out --driver");
  return { name: autocannonName(), workers: 1, drive: autocannonLoop };
}
