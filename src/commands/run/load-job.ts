import type { LoadJob } from "../../engine/send-load.ts";
import type { ReadyRun } from "./ready-run.ts";
import { verificationFor } from "./verification.ts";

/** The connections that are opened over HTTP/1.1 before the clock starts, where the user gives no number. */
const WARM_HTTP1 = 32;
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
  const warm = target.prepared.version === "2" ? WARM_HTTP2 : (users ?? WARM_HTTP1);
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
