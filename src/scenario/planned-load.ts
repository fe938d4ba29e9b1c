import { arrivalProcess, meanRatePerSec, startRatePerSec, tracesIn } from "../arrivals/index.ts";
import { traceKey } from "../arrivals/trace.ts";
import type { Load, Scenario } from "./scenario.ts";
import type { LoadPlan } from "./source-of.ts";

/** Mean rate of the requests that a load plans, per second; null in a closed loop, whose rate the server decides. */
export function plannedRatePerSec({ load, plan: { measureMs, traces } }: LoadPlan): number | null {
  if (load.kind === "closed") return null;
  const perSec = meanRatePerSec(load.arrivals, { horizonMs: measureMs, traces });
  return load.kind === "sessions" ? perSec * load.turns.mean : perSec;
}

/**
 * The number of requests that a scenario is expected to have, warm-up included; null in a closed loop. A recorded trace
 * counts for nothing: it is kept in memory, and so has an end of its own.
 */
export function expectedRequests({ load, phases }: Pick<Scenario, "load" | "phases">): number | null {
  if (load.kind === "closed") return null;
  const { warmupMs, measureMs } = phases;
  const none = tracesIn(load.arrivals).map((trace) => [traceKey(trace), new Float64Array(0)]);
  const context = { horizonMs: measureMs, traces: Object.fromEntries(none) };
  const { arrivals } = load;
  const starts =
    meanRatePerSec(arrivals, context) * measureMs + startRatePerSec(arrivals, context) * warmupMs;
  return ((load.kind === "sessions" ? load.turns.mean : 1) * starts) / 1000;
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
