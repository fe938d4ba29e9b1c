import { setTimeout } from "node:timers/promises";

/** A server that takes this long to take a connection will make the first requests wait, and that is measured. */
const WARM_LIMIT_MS = 5000;

/** Waits for connections, each of which settles when it stands or never will. */
export async function standing(connections: readonly Promise<void>[]): Promise<void> {
  const enough = new AbortController();
  const limit = setTimeout(WARM_LIMIT_MS, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([Promise.all(connections), limit]);
  enough.abort();
}
