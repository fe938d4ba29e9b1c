import type { Demand } from "../../planning/demand/demand.ts";
import { otherRates } from "../../planning/demand/simulated-rates.ts";
import { nextReplicas } from "../../planning/fewest-replicas.ts";
import type { Changed, HourSimulated, WorkedOutFleet } from "../../planning/fleets/worked-out.ts";
import { type Evaluation, keepsAll } from "../../planning/windows/evaluation.ts";
import type { Candidate } from "./candidates.ts";
import { atBusiest, type FoundFleet, mostOf, type SearchContext } from "./search-fleets.ts";

/** The share by which demand and service time are changed. */
const CHANGE = 0.1;
/** The load line is known where the lowest rate that misses is at most so many times the highest that holds. */
const LINE_WITHIN = 1.05;
/** Each rate of the search for a rate that misses is so many times the one before, up to the last one, which is so many times the busiest hour. */
const RAISED = 1.5;
const HIGHEST = 4;

/** Simulates what a plan says about a fleet beyond that it keeps the objectives: other hours, other demand, other service times, one replica more and less. */
export async function workOut(
  { candidate, replicas, evaluation, mostPerSec }: FoundFleet,
  demand: Demand,
  context: SearchContext,
): Promise<WorkedOutFleet> {
  const { evaluator, objectives, busiestPerSec, spare } = context;
  const all = replicas + spare;
  const simulate = (count: number, times: Parameters<typeof atBusiest>[3] = {}, mayGiveUp = false) =>
    evaluator.evaluate(atBusiest(candidate, count, context, times), mayGiveUp);
  // What holds was simulated to the end, and is taken from there.
  const normal = spare === 0 ? evaluation : await simulate(all);
  const oneMore = await simulate(all + 1);
  const oneFewer = replicas > 1 ? await simulate(replicas - 1, {}, true) : null;
  const hours: HourSimulated[] = [{ ratePerSec: busiestPerSec, evaluation: normal }];
  for (const ratePerSec of otherRates(demand, busiestPerSec)) {
    const evaluation = await simulate(all, { ratePerSec });
    // A window in which nothing came shows nothing, so such an hour counts as the busier one.
    if (evaluation.outcomes.every(({ requests }) => requests > 0)) hours.push({ ratePerSec, evaluation });
  }
  const changes: Changed[] = [];
  for (const sign of [1, -1])
    for (const what of ["demand", "service time"] as const) {
      const change = sign * CHANGE;
      const times =
        what === "demand" ? { ratePerSec: busiestPerSec * (1 + change) } : { service: 1 + change };
      const unchanged = await simulate(all, times, true);
      const withoutSpare = spare === 0 ? unchanged : await simulate(replicas, times, true);
      const needed = await fewestAt(candidate, replicas, times, keepsAll(withoutSpare, objectives), context);
      changes.push({ what, change, unchanged, needed: needed === null ? null : needed + spare });
    }
  return {
    replicas,
    normal,
    withoutSpare: evaluation,
    oneMore,
    oneFewer,
    hours,
    changes,
    higher: await loadLine(simulate, all, changes, context),
    mostPerSec,
  };
}

/** Simulates higher and higher rates until one misses, and then rates between, until the load line is known closely enough. */
async function loadLine(
  simulate: (count: number, times: { ratePerSec: number }, mayGiveUp: boolean) => Promise<Evaluation>,
  replicas: number,
  changes: readonly Changed[],
  { busiestPerSec, objectives }: SearchContext,
): Promise<readonly HourSimulated[]> {
  const raised = changes.find(({ what, change }) => what === "demand" && change > 0);
  if (raised === undefined) return [];
  const higher: HourSimulated[] = [];
  let heldPerSec = busiestPerSec;
  let missedPerSec = Number.POSITIVE_INFINITY;
  const learn = (ratePerSec: number, evaluation: Evaluation) => {
    higher.push({ ratePerSec, evaluation });
    if (keepsAll(evaluation, objectives)) heldPerSec = ratePerSec;
    else missedPerSec = ratePerSec;
  };
  learn(busiestPerSec * (1 + raised.change), raised.unchanged);
  while (missedPerSec > heldPerSec * LINE_WITHIN && heldPerSec < busiestPerSec * HIGHEST) {
    const ratePerSec =
      missedPerSec < Number.POSITIVE_INFINITY
        ? Math.sqrt(heldPerSec * missedPerSec)
        : Math.min(heldPerSec * RAISED, busiestPerSec * HIGHEST);
    learn(ratePerSec, await simulate(replicas, { ratePerSec }, true));
  }
  return higher;
}

/** The fewest replicas that keep the objectives after a change; null where the most do not. */
async function fewestAt(
  candidate: Candidate,
  planned: number,
  times: Parameters<typeof atBusiest>[3],
  plannedHolds: boolean,
  context: SearchContext,
): Promise<number | null> {
  const known = new Map([[planned, plannedHolds]]);
  const most = mostOf(candidate, context.mostReplicas);
  for (;;) {
    const next = nextReplicas({ first: planned, most, known });
    if (next.kind === "found") return next.replicas;
    const evaluation = await context.evaluator.evaluate(atBusiest(candidate, next.replicas, context, times));
    known.set(next.replicas, keepsAll(evaluation, context.objectives));
  }
}
