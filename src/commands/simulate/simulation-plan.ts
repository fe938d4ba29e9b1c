import type { PriorityTally } from "../../simulator/priorities/priority-tally.ts";
import { priorityDraw } from "../../simulator/priorities/shares.ts";
import type { SimulationPlan } from "../../simulator/simulation.ts";
import type { Priorities } from "./priorities-of.ts";
import type { ReadySimulation } from "./ready-simulation.ts";

/** The plan of a simulation whose fleet and traffic are ready. @param byPriority who counts what becomes of each priority; null = nobody */
export function simulationPlanOf(
  ready: Omit<ReadySimulation, "command" | "schedule" | "trafficNotes">,
  byPriority: PriorityTally | null,
): SimulationPlan {
  const { options, scenario, plan, fleet, surroundings, scaling, sizes } = ready;
  const { timeoutMs, maxInFlight, seed } = options;
  const users = scenario.load.kind === "closed" ? scenario.load.concurrency : 0;
  return {
    seed,
    replicas: options.replicas,
    fleet: {
      ...fleet.plan,
      speeds: surroundings.speeds,
      frontEnd: surroundings.frontEnd,
      pools: surroundings.pools,
      holdsRequests: scaling?.holdsRequests ?? false,
    },
    scaling: scaling?.plan ?? null,
    healthCheck: surroundings.healthCheck,
    gateways: surroundings.gateways,
    disturbances: surroundings.disturbances,
    spot: surroundings.spot,
    clients: {
      timeoutMs,
      maxInFlight: Math.max(maxInFlight, users),
      sizeOf: sizes.sizeOf,
      ...prioritiesOfClients(fleet.priorities, seed, byPriority),
      ...surroundings.persistence,
    },
    measureFromMs: plan.warmupMs,
    measureMs: plan.measureMs,
  };
}

/** How clients give their requests priorities, and who counts what becomes of them. */
function prioritiesOfClients(priorities: Priorities | null, seed: number, tally: PriorityTally | null) {
  if (priorities === null) return {};
  return {
    priorityOf: priorityDraw(priorities.shares, priorities.defaultPriority, seed),
    onEnded: tally === null ? null : (...ended: Parameters<PriorityTally["add"]>) => tally.add(...ended),
  };
}
