import type { LoadJob } from "../../engine/send-load.ts";
import { plannedRatePerSec } from "../../scenario/planned-load.ts";
import type { ReadyRun } from "./ready-run.ts";
import { verificationFor } from "./verification.ts";

/** The most connections that are opened over HTTP/1.1 before the clock starts, where the user gives no number. */
const MOST_WARM = 32;
/** The seconds of planned requests for which connections are opened: those in flight at once if answers take so long. */
const WARM_SEC = 0.1;
const WARM_HTTP2 = 1;

/**
 * The load that the engine is told to send. With --verify, every request of the pool is sent once before, for its
 * reference answer or its class.
 *
 * @throws usage error (2) or target error (4) where answers cannot be verified
 */
export async function loadJobOf({ options, scenario, plan, target, host }: ReadyRun): Promise<LoadJob> {
  const { load } = scenario;
  const users = load.kind === "closed" ? load.concurrency : null;
  const warm =
    target.prepared.version === "2" ? WARM_HTTP2 : (users ?? warmFor(plannedRatePerSec({ load, plan })));
  return {
    load,
    plan,
    target: options.target,
    prepared: target.prepared,
    verification: await verificationFor(options, plan.repetition, target, host),
    address: target.address,
    others: target.others,
    balance: options.balance,
    items: target.facts.itemsPerRequest ?? 1,
    workers: Math.min(options.workers, users ?? options.workers),
    timeoutMs: options.timeoutMs,
    maxInFlight: Math.max(options.maxInFlight, users ?? 0),
    warmConnections: options.connections ?? warm,
  };
}

/**
 * The connections to open before the clock starts for a rate. Few where the traffic needs few: a server that serves one
 * connection at a time, such as a synchronous worker, would wait on connections that nothing is sent on.
 */
function warmFor(ratePerSec: number | null): number {
  return Math.max(1, Math.min(MOST_WARM, Math.ceil((ratePerSec ?? 0) * WARM_SEC)));
}
