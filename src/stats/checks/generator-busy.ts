import { type Check, percent, type VerdictInput } from "./check.ts";

/** Busy share above which a thread has no room for a burst: it is late exactly when it matters. */
const BUSY_SHARE = 0.9;

export function generatorBusy({ health }: VerdictInput): Check | null {
  if (health === null) return null;
  const busiest = Math.max(0, ...health.busyShare);
  return {
    code: "generator-busy",
    title: "the generator had time to spare",
    observed: `its busiest sending thread worked ${percent(busiest)} of the run`,
    limit: `at most ${percent(BUSY_SHARE)}`,
    holds: busiest <= BUSY_SHARE,
    message: `a sending thread of the generator worked ${percent(busiest)} of the run: what was measured is the generator`,
    cure: "raise --workers, lower --rate, or split the load over several machines",
  };
}
