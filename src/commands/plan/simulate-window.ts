import { parseSimulateInput } from "../../config/simulate-options.ts";
import type { Host } from "../../core/host.ts";
import type { WindowOutcome } from "../../planning/windows/window-outcome.ts";
import { WindowTally } from "../../planning/windows/window-tally.ts";
import { sourceOf } from "../../scenario/source-of.ts";
import type { FleetPlan } from "../../simulator/fleet.ts";
import { isWithin, type LengthRange } from "../../simulator/pools/machine-pool.ts";
import { poolAt } from "../../simulator/pools/pool.ts";
import { scaledService } from "../../simulator/service/scaled.ts";
import { Simulation } from "../../simulator/simulation.ts";
import type { PayloadSizes } from "../simulate/payload-sizes.ts";
import { prepareFleet, trafficOf } from "../simulate/prepare.ts";
import { simulationPlanOf } from "../simulate/simulation-plan.ts";
import type { WindowOrder } from "./window-order.ts";

/**
 * Simulates one fleet at one load under one seed, in one go. The schedule is that of a simulation with the same scenario and seed, so fleets meet the
 * same requests; it is not digested, since nothing is compared with a run.
 */
export async function simulateWindow(order: WindowOrder, host: Host): Promise<WindowOutcome> {
  const ready = await readyOrder(order, host);
  const { warmupMs, measureMs } = ready.plan;
  const source = sourceOf({ load: order.scenario.load, plan: ready.plan }, { index: 0, of: 1 });
  const { pools } = ready.surroundings;
  const tally = new WindowTally(warmupMs, measureMs, (replica) => poolAt(pools, replica), pools.length);
  const simulation = new Simulation(simulationPlanOf(ready, null), source, (sample) => tally.add(sample));
  simulation.advance(Number.POSITIVE_INFINITY);
  const { executions, items } = simulation.tally;
  return tally.outcome(ready.objectives, {
    seed: order.seed,
    meanBatch: executions === 0 ? null : items / executions,
  });
}

/** Makes the fleet and the traffic of an order. */
export async function readyOrder({ fleet: values, scenario, scale, seed, only }: WindowOrder, host: Host) {
  const parsed = parseSimulateInput({ ...values, seed });
  const prepared = await prepareFleet({ parsed, scenario, measured: undefined, only }, host);
  const plan = slowerFleet(prepared.fleet.plan, scale);
  const traffic = await trafficOf(prepared, host);
  const sizes = only === undefined ? traffic.sizes : sizesWithin(only, traffic.sizes);
  return { ...prepared, ...traffic, sizes, fleet: { ...prepared.fleet, plan } };
}

/** The fleet with service times that are so many times as long, in its pools too. */
function slowerFleet(plan: FleetPlan, times: number): FleetPlan {
  if (times === 1) return plan;
  const slower = <Server extends Pick<FleetPlan, "replica">>(server: Server): Server => ({
    ...server,
    replica: { ...server.replica, service: scaledService(server.replica.service, times) },
  });
  const { poolServers } = plan;
  return {
    ...slower(plan),
    ...(poolServers === undefined
      ? {}
      : { poolServers: poolServers.map((one) => (one === null ? null : slower(one))) }),
  };
}

/** Payloads among which those of some lengths are looked for. */
const LOOKED_AT = 1024;

/** The sizes of the payloads whose length lies in a range, in turn. */
function sizesWithin(range: LengthRange, { payloads, sizeOf }: PayloadSizes): PayloadSizes {
  const all = Array.from({ length: Math.min(payloads, LOOKED_AT) }, (_, index) => sizeOf(index));
  const found = all.filter(({ length }) => isWithin(range, length));
  // Each seed draws payloads of its own, and rare lengths may be missing among them.
  const within = found.length > 0 ? found : [{ ...sizeOf(0), length: range.from }];
  return { payloads, sizeOf: (index) => within[index % within.length] as ReturnType<typeof sizeOf> };
}
