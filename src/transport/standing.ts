import { setTimeout } from "node:timers/promises";

/**
 * The longest wait for connections to open, ms. A server that is slower delays the first requests, which is measured.
 */
const WARM_LIMIT_MS = 5000;

/** Waits until every connection is open or has failed, but at most `WARM_LIMIT_MS`. */
export async function standing(connections: readonly Promise<void>[]): Promise<void> {
  const enough = new AbortController();
  const limit = setTimeout(WARM_LIMIT_MS, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([Promise.all(connections), limit]);
  enough.abort();
}
