import { arrivalProcess, meanRatePerSec } from "../arrivals/index.ts";
import type { Load } from "./scenario.ts";
import type { LoadPlan } from "./source-of.ts";

/** Mean rate of the requests that a load plans, per second; null in a closed loop, whose rate the server decides. */
export function plannedRatePerSec({ load, plan: { measureMs, traces } }: LoadPlan): number | null {
  if (load.kind === "closed") return null;
  const perSec = meanRatePerSec(load.arrivals, { horizonMs: measureMs, traces });
  return load.kind === "sessions" ? perSec * load.turns.mean : perSec;
}

/** The load in words: how requests arrive, with the numbers of its process. */
export function describeLoad(load: Load): string {
  if (load.kind === "closed") {
    const { concurrency, rampFrom } = load;
    const users = rampFrom === undefined ? `${concurrency}` : `${rampFrom} growing to ${concurrency}`;
    return `closed loop: ${users} in flight, each followed by the next when its answer is there`;
  }
  const arrivals = `${load.arrivals.kind}: ${arrivalProcess(load.arrivals).describe(load.arrivals)}`;
  if (load.kind === "open") return arrivals;
  const { turns, thinkMs } = load;
  return `sessions ${arrivals}; ${turns.mean} requests each on average, ${thinkMs.mean / 1000} s (cv ${thinkMs.cv}) after an answer`;
}
