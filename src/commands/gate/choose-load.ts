import type { GateOptions, GateOptionsInput } from "../../config/gate-options.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError, usageError } from "../../core/errors.ts";
import type { GateContext } from "./gate-context.ts";
import { measureSide } from "./measure-pairs.ts";

/** Requests in flight by which the capacity of the baseline is measured. */
const CONCURRENCY = "16";
const DIGITS = 3;

/** The load of all runs of a gate. */
export interface ChosenLoad {
  readonly options: RunOptionsInput;
  /** What the baseline answered in a closed loop, per second; null where it was not asked. */
  readonly capacityPerSec: number | null;
}

/**
 * Whether nobody said how much traffic there is to be, so that the baseline is asked how much it takes. A search for load lines needs a
 * rate to begin with, whatever the traffic.
 */
export function isLoadOpen({ capacity, rate, concurrency, arrivals, scenario }: GateOptionsInput): boolean {
  return (capacity === true ? rate : (rate ?? concurrency ?? arrivals ?? scenario)) === undefined;
}

/** Refuses a gate beside stored runs whose traffic nobody gave: it must be theirs. @throws usage error */
export function refuseOpenLoad(given: GateOptionsInput): void {
  if (isLoadOpen(given))
    throw usageError(
      "--baseline-results without traffic: it must be that of the stored runs",
      "give --rate or --concurrency, --duration and --warmup as they had them",
    );
}

/**
 * Chooses the rate where nobody gave one: a share of what the baseline answers in a closed loop. Below capacity a slowdown shows
 * amplified, as queues grow with it, and noise is small; near capacity noise is large.
 *
 * @returns null when it was interrupted
 * @throws PlimsollError (3) where no valid run shows the capacity
 */
export async function chooseLoad(
  given: GateOptionsInput,
  { loadShare, seed }: Pick<GateOptions, "loadShare" | "seed">,
  context: GateContext,
): Promise<ChosenLoad | null> {
  if (!isLoadOpen(given)) return { options: {}, capacityPerSec: null };
  // A closed loop has no arrivals.
  const closed = { seed, concurrency: CONCURRENCY, arrivals: undefined, spread: undefined };
  const run = await measureSide("capacity-baseline", "baseline", closed, context);
  if (run === null) return null;
  const { load, verdict } = run.result;
  if (verdict.valid && load.achievedPerSec !== null && load.achievedPerSec > 0)
    return {
      options: { rate: Number((load.achievedPerSec * loadShare).toPrecision(DIGITS)) },
      capacityPerSec: load.achievedPerSec,
    };
  const why = verdict.valid
    ? "it answered nothing"
    : `it is invalid (${verdict.reasons.map(({ code }) => code).join(", ")})`;
  throw new PlimsollError(
    EXIT.invalid,
    `the rate is a share of the baseline's capacity, and its run in a closed loop does not show that: ${why}`,
    "give the rate by --rate, or mend what is said in the run's report",
  );
}
