import type { Host } from "../../../core/host.ts";
import { workerEntry } from "../../../core/worker-entry.ts";
import type { DayOutcome } from "../../../planning/hours/day-outcome.ts";
import { OrderThreads } from "../../simulate/order-threads.ts";
import type { DayOrder } from "./day-order.ts";

/** Threads that simulate whole days. */
export type DayThreads = OrderThreads<DayOrder, DayOutcome>;

/** Starts threads that simulate whole days. */
export function startDayThreads(
  threads: number,
  { cwd, interrupted }: Pick<Host, "cwd" | "interrupted">,
): DayThreads {
  const entry = workerEntry("./day-worker.js", import.meta.url);
  return new OrderThreads({ entry, workerData: { cwd }, threads, interrupted });
}
