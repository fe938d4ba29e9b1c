import type { ParsedPlan } from "../../../config/plan-options.ts";
import type { PlanTraffic } from "../../../planning/plan-traffic.ts";
import { type BoughtFleet, preemptionOf, replicasOf } from "../../../planning/purchase/bought-fleet.ts";
import type { SpotFacts } from "../../../planning/purchase/with-spot.ts";
import { fleetWith, simulateCommand } from "../fleet-facts.ts";
import type { FoundFleet } from "../search-fleets.ts";

/** What a plan tells of the spot machines of a fleet, with the command that repeats the window of a preemption. */
export function spotFactsOf(
  { candidate, replicas }: FoundFleet,
  bought: BoughtFleet,
  parsed: ParsedPlan,
  traffic: PlanTraffic,
): SpotFacts {
  const { options } = parsed;
  const { purchase, offer, simulated } = bought;
  const windowMs = simulated.find(({ zones }) => zones === 1)?.windowMs ?? 0;
  const disturb = [...(candidate.fleet.disturb ?? []), preemptionOf(offer.parameters, purchase, 1, windowMs)];
  return {
    machine: candidate.machine.facts,
    bought,
    needed: replicas,
    spare: options.spare,
    errorBudget: options.errorBudget,
    budgetPerMonth: options.budgetPerMonth ?? null,
    command: simulateCommand(
      { ...fleetWith(candidate, replicasOf(purchase)), disturb },
      parsed,
      traffic,
      windowMs,
    ),
  };
}
