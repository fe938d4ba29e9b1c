import type { Host } from "../../core/host.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import type { WindowOutcome } from "../../planning/windows/window-outcome.ts";
import { OrderThreads } from "../simulate/order-threads.ts";
import type { WindowOrder } from "./window-order.ts";

/** Threads that simulate windows. */
export type WindowThreads = OrderThreads<WindowOrder, WindowOutcome>;

/** Starts threads that simulate windows. */
export function startWindowThreads(
  threads: number,
  { cwd, interrupted }: Pick<Host, "cwd" | "interrupted">,
): WindowThreads {
  const entry = workerEntry("./window-worker.js", import.meta.url);
  return new OrderThreads({ entry, workerData: { cwd }, threads, interrupted });
}
