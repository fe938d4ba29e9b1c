import type { PlanFleet, PlanMachine } from "../../result/plan-result.ts";
import { type Demand, HOURS_PER_MONTH, requestsPerMonth } from "../demand/demand.ts";

/** What energy is counted by: the requests that it is for, and what a kilowatt-hour costs and emits; null where nobody states it. */
export interface EnergyFacts {
  readonly demand: Demand;
  readonly usdPerKwh: number | null;
  readonly co2GramsPerKwh: number | null;
}

/** The energy of the machines of a fleet, of one or several types; null where nobody states the power of one of them. */
export function energyOf(
  machines: readonly { readonly machine: PlanMachine; readonly replicas: number }[],
  { demand, usdPerKwh, co2GramsPerKwh }: EnergyFacts,
): PlanFleet["energy"] {
  let watts = 0;
  for (const { machine, replicas } of machines) {
    if (machine.wattsPerReplica === null) return null;
    watts += machine.wattsPerReplica * replicas;
  }
  const kwhPerMonth = (watts * HOURS_PER_MONTH) / 1000;
  const requests = requestsPerMonth(demand);
  const each = machines.map(
    ({ machine }) =>
      `${machine.wattsPerReplica} W for each ${machines.length === 1 ? "machine" : machine.name}`,
  );
  return {
    kwhPerMonth,
    costPerMonth: usdPerKwh === null ? null : kwhPerMonth * usdPerKwh,
    co2KgPerMonth: co2GramsPerKwh === null ? null : (kwhPerMonth * co2GramsPerKwh) / 1000,
    joulesPerRequest: requests > 0 ? (kwhPerMonth * 3.6e6) / requests : null,
    note: `${each.join(", ")} all the time, as the user states it; the cost of the plan does not hold it`,
  };
}
