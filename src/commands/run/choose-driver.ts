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
 * Chooses the driver: autocannon for the closed loops that it can drive, Plimsoll's own for everything else.
 *
 * @throws usage error when autocannon was asked for and cannot do it
 */
export function chooseDriver(
  wanted: RunOptions["driver"],
  job: Pick<LoadJob, "load" | "prepared" | "address" | "others" | "workers" | "verification" | "timeoutMs">,
  version: string,
): Driver {
  const unfit = autocannonUnfit(job);
  if (wanted === "autocannon" && unfit !== null)
    throw usageError(`autocannon cannot drive this: ${unfit}`, "leave out --driver");
  return wanted === "plimsoll" || unfit !== null
    ? { name: `plimsoll ${version}`, workers: job.workers, drive: sendLoad }
    : { name: autocannonName(), workers: 1, drive: autocannonLoop };
}
