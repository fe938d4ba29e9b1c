import type { PlanFleet } from "../../result/plan-result.ts";
import { type Demand, HOURS_PER_MONTH } from "../demand/demand.ts";

/**
 * Work that can wait, such as over night, in what the demand leaves of each hour: replica hours beyond those that its busiest minute would fill, at the rate of full
 * batches. Null where less than a hundredth of the replica hours is left.
 */
export function batchWork(
  demand: Demand,
  fleet: {
    readonly replicas: number;
    /** The most that one replica computed, requests per second. */
    readonly mostPerSec: number;
    readonly costPerMonth: number;
    readonly requestsPerMonth: number;
  },
): PlanFleet["batchWork"] {
  const { replicas, mostPerSec, costPerMonth } = fleet;
  if (!(mostPerSec > 0)) return null;
  const idle = demand.hours.map(({ busiestPerSec }) =>
    Math.floor(Math.max(0, replicas - busiestPerSec / mostPerSec)),
  );
  const share = idle.reduce((sum, count) => sum + count, 0) / (replicas * idle.length);
  if (share < 0.01) return null;
  const idleReplicaHoursPerMonth = share * replicas * HOURS_PER_MONTH;
  const requestsPerMonth = idleReplicaHoursPerMonth * 3600 * mostPerSec;
  return {
    idleReplicaHoursPerMonth,
    requestsPerMonth,
    costPerMillionRequests: (costPerMonth / (fleet.requestsPerMonth + requestsPerMonth)) * 1e6,
    note: `whole replicas that the busiest minute of an hour leaves over, each at ${Number(mostPerSec.toPrecision(4))} requests per second in full batches; whether the rest then keeps the objectives is not simulated`,
  };
}
