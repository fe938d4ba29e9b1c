import { formatNumber } from "../../../core/format.ts";
import { usd } from "../../../planning/answer-sentence.ts";
import { type Demand, HOURS_PER_MONTH, MINUTES_PER_MONTH } from "../../../planning/demand/demand.ts";
import { replicasOf } from "../../../planning/purchase/bought-fleet.ts";
import { drawMonths } from "../../../planning/purchase/months.ts";
import { FALLBACKS, type Purchase, purchasesOf, type SpotOffer } from "../../../planning/purchase/shares.ts";
import { keepsAll } from "../../../planning/windows/evaluation.ts";
import { atBusiest, type FoundFleet, mostOf, type SearchContext, type Skipped } from "../search-fleets.ts";
import { LONGEST_TAIL, simulateAbsences } from "./simulate-absences.ts";

/** What is known of a plan when spot machines are bought. */
export interface SpotContext extends Omit<SearchContext, "buySpot"> {
  readonly demand: Demand;
  /** Share of the time in which the objectives may be missed. */
  readonly errorBudget: number;
  readonly seed: number;
}

/**
 * Buys a fleet with spot machines: shares of them and fallback policies, cheapest first, until one keeps the objectives as long as nothing is taken
 * away, and its preemptions keep the error budget by the worse end of their interval.
 */
export async function buySpot(
  fleet: FoundFleet,
  offer: SpotOffer,
  limitPerMonth: number,
  context: SpotContext,
): Promise<FoundFleet | Skipped> {
  const { candidate, replicas } = fleet;
  const { spare, errorBudget, demand, objectives, evaluator, seed } = context;
  const budgetMinutes = errorBudget * MINUTES_PER_MONTH;
  const most = mostOf(candidate, context.mostReplicas) + spare;
  const all = purchasesOf(offer, { needed: replicas, spare, budgetMinutes }).filter(
    (purchase) => replicasOf(purchase) <= most,
  );
  const pureUsd = offer.baseUsd === null ? Number.POSITIVE_INFINITY : (replicas + spare) * offer.baseUsd;
  const limitUsd = Math.min(pureUsd, limitPerMonth / HOURS_PER_MONTH);
  const cheaper = all.filter(({ usdPerHour }) => usdPerHour.all < limitUsd);
  const about = { machine: candidate.machine.spec.name, settings: candidate.words };
  if (cheaper.length === 0)
    return { ...about, reason: "price", why: whyDear(all[0], limitUsd, limitUsd === pureUsd) };
  const missed: { purchase: Purchase; minutes: number }[] = [];
  for (const purchase of cheaper) {
    const complete = await evaluator.evaluate(atBusiest(candidate, replicasOf(purchase), context), false);
    if (!keepsAll(complete, objectives)) continue;
    const outcome = await simulateAbsences(candidate, purchase, offer.parameters, {
      evaluator,
      scenarioAt: context.scenarioAt,
      demand,
      budgetMinutes,
    });
    if (!outcome.holds) {
      missed.push({ purchase, minutes: outcome.leastMinutes });
      continue;
    }
    const { absences, simulated, missed: minutes } = outcome;
    const months = drawMonths(offer.parameters, seed);
    return {
      ...fleet,
      bought: { offer, purchase, absences, simulated, missed: minutes, months },
    };
  }
  return { ...about, reason: "preemptions", why: whyMissed(missed, cheaper.length, budgetMinutes) };
}

function whyDear(cheapest: Purchase | undefined, limitUsd: number, isOfItself: boolean): string {
  if (cheapest === undefined) return "there is no way to buy it with spot machines that is allowed";
  return `${purchaseWords(cheapest)} costs ${usd(cheapest.usdPerHour.all * HOURS_PER_MONTH)} a month with what stands in, and ${isOfItself ? "the same fleet without spot machines" : "fleets that keep the objectives"} ${usd(limitUsd * HOURS_PER_MONTH)}`;
}

function whyMissed(
  missed: readonly { readonly purchase: Purchase; readonly minutes: number }[],
  tried: number,
  budgetMinutes: number,
): string {
  const [best] = missed.toSorted((one, other) => one.minutes - other.minutes);
  const ways =
    tried === 1
      ? "one way to buy it with spot machines is cheaper"
      : `${tried} ways to buy it with spot machines are cheaper`;
  if (best === undefined) return "with more replicas, as spot machines need them, the objectives are missed";
  if (best.minutes === Number.POSITIVE_INFINITY)
    return `${ways}, and after a preemption none has recovered ${LONGEST_TAIL} minutes after the machines came back`;
  return `${ways}, and preemptions put ${tried === 1 ? "it" : "each"} out of objective for longer than the ${formatNumber(budgetMinutes)} minutes a month of the error budget: at best for at least ${formatNumber(best.minutes)} (${purchaseWords(best.purchase)})`;
}

/** A purchase in a few words, for what the search says. */
function purchaseWords({ base, spot, fallback }: Purchase): string {
  return `${base === 0 ? "" : `${base} that stay and `}${spot} spot machines, ${FALLBACKS[fallback].short}`;
}
