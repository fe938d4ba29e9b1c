import { formatNumber, formatRate, plural } from "../../core/format.ts";
import type { PlanHosted } from "../../result/plan-result.ts";
import { usd } from "../answer-sentence.ts";
import { HOURS_PER_MONTH } from "../demand/demand.ts";
import { nextReplicas } from "../fewest-replicas.ts";

export type BreakEven = NonNullable<PlanHosted["breakEven"]>;

/**
 * A fleet whose replicas are all alike and run all the time, held against a hosted model. Its cost is a step for each replica and that of the hosted
 * model a straight line, so they may cross more than once: the fleet pays from the lowest demand on at which so many replicas as that demand needs cost
 * no more, and it always pays once the next replica costs no more either, at the demand at which it becomes needed.
 */
export interface OwnFleet {
  readonly machine: string;
  readonly pricePerHour: number;
  readonly spare: number;
  /** The most that one replica computed, requests per second. */
  readonly mostPerSec: number;
  /** Demand of the busiest hour over the mean one, which stays as it is. */
  readonly busiestToMean: number;
  /** Most replicas that are tried, spare ones not included. */
  readonly most: number;
}

/** Share of the most that one replica was seen to compute, below which its true most cannot be: a short simulation may show a little too little. */
const ROOM = 0.95;
const SECONDS = 3600;

/** Mean demand at which so many replicas, with the spare ones, cost as much as the hosted model: price · replicas ÷ cost of a request. */
export function evenPerSec(
  { pricePerHour, spare }: Pick<OwnFleet, "pricePerHour" | "spare">,
  replicas: number,
  costPerRequest: number,
): number {
  return ((replicas + spare) * pricePerHour) / (SECONDS * costPerRequest);
}

/**
 * Looks for the demand from which a fleet costs no more than a hosted model.
 *
 * @param holds whether so many replicas keep the objectives when the busiest hour has so many requests per second; asked as seldom as possible
 */
export async function findBreakEven(
  fleet: OwnFleet,
  costPerRequest: number,
  holds: (replicas: number, busiestPerSec: number) => Promise<boolean>,
): Promise<BreakEven> {
  const { machine, most, mostPerSec, busiestToMean, pricePerHour, spare } = fleet;
  const meanOf = (replicas: number) => evenPerSec(fleet, replicas, costPerRequest);
  const busiestOf = (replicas: number) => meanOf(replicas) * busiestToMean;
  const carries = async (replicas: number, busiestPerSec: number) =>
    ROOM * busiestPerSec <= replicas * mostPerSec && (await holds(replicas, busiestPerSec));
  const none = { machine, pays: null, alwaysPays: null } as const;
  // However many there are, each has to carry at least its own price's worth of hosted requests.
  const eachPerSec = (pricePerHour * busiestToMean) / (SECONDS * costPerRequest);
  if (!(ROOM * eachPerSec <= mostPerSec)) return { ...none, ...never(fleet, costPerRequest) };
  const fewest = await fewestThat((replicas) => carries(replicas, busiestOf(replicas)), 1, most, []);
  if (fewest === null)
    return {
      ...none,
      state: "beyond",
      words: `with up to ${plural(most, "replica")} of ${machine}, ${formatRate(meanOf(most))} on average, there is no demand at which they keep the objectives and cost no more than the hosted model: each would have to carry ${formatRate(eachPerSec)}, and one computes ${formatRate(mostPerSec)} at most`,
    };
  const missed = fewest > 1 ? [fewest - 1] : [];
  const steady = await fewestThat(
    (replicas) => carries(replicas, busiestOf(replicas + 1)),
    fewest,
    most,
    missed,
  );
  const pays = {
    replicas: fewest + spare,
    meanPerSec: meanOf(fewest),
    busiestPerSec: busiestOf(fewest),
    costPerMonth: (fewest + spare) * pricePerHour * HOURS_PER_MONTH,
  };
  const alwaysPays =
    steady === null
      ? null
      : { replicas: steady + spare, meanPerSec: meanOf(steady), busiestPerSec: busiestOf(steady) };
  return { machine, state: "found", pays, alwaysPays, words: foundWords(machine, pays, alwaysPays, most) };
}

async function fewestThat(
  holds: (replicas: number) => Promise<boolean>,
  first: number,
  most: number,
  missed: readonly number[],
): Promise<number | null> {
  const known = new Map(missed.map((replicas) => [replicas, false]));
  for (;;) {
    const next =
      known.size === missed.length && missed.length > 0
        ? ({ kind: "try", replicas: first } as const)
        : nextReplicas({ first, most, known });
    if (next.kind === "found") return next.replicas;
    known.set(next.replicas, await holds(next.replicas));
  }
}

function never(
  { machine, mostPerSec, pricePerHour, busiestToMean }: OwnFleet,
  costPerRequest: number,
): Pick<BreakEven, "state" | "words"> {
  const hosted = `the hosted model costs ${usd(costPerRequest * 1e6)}`;
  if (costPerRequest === 0)
    return { state: "never", words: `at no demand does ${machine} cost less: ${hosted}` };
  const full = (pricePerHour * busiestToMean * 1e6) / (SECONDS * mostPerSec);
  return {
    state: "never",
    words: `at no demand does ${machine} cost less: one computes ${formatRate(mostPerSec)} at most, so a million requests cost at least ${usd(full)}${busiestToMean > 1 ? " through a day like this" : ""}, and ${hosted}`,
  };
}

function foundWords(
  machine: string,
  pays: NonNullable<BreakEven["pays"]>,
  alwaysPays: BreakEven["alwaysPays"],
  most: number,
): string {
  const { replicas, meanPerSec, busiestPerSec, costPerMonth } = pays;
  const busiest =
    busiestPerSec > meanPerSec * (1 + 1e-9) ? ` on average, ${formatRate(busiestPerSec)} at its busiest` : "";
  const from = `from ${formatRate(meanPerSec)}${busiest} on, ${replicas} × ${machine} ${replicas === 1 ? "costs" : "cost"} no more than the hosted model (${usd(costPerMonth)} a month), and at less demand it is cheaper hosted`;
  if (alwaysPays === null)
    return `${from}; whenever one more is needed it is cheaper hosted again for a while, at least up to ${plural(most, "replica")}`;
  if (alwaysPays.replicas === replicas) return from;
  return `${from}; whenever one more is needed it is cheaper hosted again for a while, until from ${formatRate(alwaysPays.meanPerSec)} on (${alwaysPays.replicas} of them, ${formatNumber(alwaysPays.meanPerSec / meanPerSec)} times as much) the fleet always costs no more`;
}
