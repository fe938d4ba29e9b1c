import type { Demand } from "../../../planning/demand/demand.ts";
import { nextReplicas } from "../../../planning/fewest-replicas.ts";
import type { NeededReplicas } from "../../../planning/hours/needed-replicas.ts";
import { type Evaluation, keepsAll } from "../../../planning/windows/evaluation.ts";
import { atBusiest, type FoundFleet, type SearchContext } from "../search-fleets.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The fewest replicas that keep the objectives at the rate of each hour, spare ones not included: at every rate of the day, the highest first, fewer and fewer
 * are simulated. No quieter rate is given more than a busier one, and none fewer than one.
 */
export async function replicasByHour(
  found: FoundFleet,
  demand: Demand,
  context: SearchContext,
): Promise<readonly NeededReplicas[]> {
  const { busiestPerSec } = context;
  let busier: NeededReplicas = {
    ratePerSec: busiestPerSec,
    replicas: found.replicas,
    evaluation: found.evaluation,
  };
  const needed = [busier];
  const rates = [...new Set(demand.hours.map((hour) => hour.busiestPerSec))];
  for (const ratePerSec of rates.toSorted((one, other) => other - one)) {
    if (ratePerSec === busiestPerSec) continue;
    busier = await neededAt(found, ratePerSec, busier, context);
    needed.push(busier);
  }
  return needed;
}

async function neededAt(
  found: FoundFleet,
  ratePerSec: number,
  busier: NeededReplicas,
  context: SearchContext,
): Promise<NeededReplicas> {
  const notSimulated = { ratePerSec, replicas: ratePerSec > 0 ? busier.replicas : 1, evaluation: null };
  if (busier.replicas === 1 || ratePerSec <= 0) return notSimulated;
  const known = new Map<number, Evaluation>();
  const first = Math.ceil((busier.replicas * ratePerSec) / busier.ratePerSec);
  for (;;) {
    const judged = new Map(
      [...known].map(([replicas, one]) => [replicas, keepsAll(one, context.objectives)] as const),
    );
    const next = nextReplicas({ first, most: busier.replicas, known: judged });
    if (next.kind === "try") {
      const evaluation = await evaluateAt(found, next.replicas, ratePerSec, context);
      // A window in which nothing came shows nothing, so such an hour has what the busier one needs.
      if (evaluation.outcomes.some(({ requests }) => requests === 0)) return notSimulated;
      known.set(next.replicas, evaluation);
      continue;
    }
    const replicas = next.replicas ?? busier.replicas;
    return { ratePerSec, replicas, evaluation: known.get(replicas) ?? null };
  }
}

/** Simulates a quiet hour for as long as it takes for as many requests as in the busiest one, up to an hour. */
function evaluateAt(
  { candidate }: FoundFleet,
  replicas: number,
  ratePerSec: number,
  context: SearchContext,
): Promise<Evaluation> {
  const order = atBusiest(candidate, replicas, context, { ratePerSec });
  const { phases } = order.scenario;
  const longMs = (phases.measureMs * context.busiestPerSec) / ratePerSec;
  const measureMs = Math.min(Math.max(HOUR_MS, phases.measureMs), Math.ceil(longMs / MINUTE_MS) * MINUTE_MS);
  return context.evaluator.evaluate({
    ...order,
    scenario: { ...order.scenario, phases: { ...phases, measureMs } },
  });
}
