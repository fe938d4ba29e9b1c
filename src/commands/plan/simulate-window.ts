import { parseSimulateInput } from "../../config/simulate-options.ts";
import type { Host } from "../../core/host.ts";
import type { WindowOutcome } from "../../planning/windows/window-outcome.ts";
import { WindowTally } from "../../planning/windows/window-tally.ts";
import { sourceOf } from "../../scenario/source-of.ts";
import { scaledService } from "../../simulator/service/scaled.ts";
import { Simulation } from "../../simulator/simulation.ts";
import { prepareFleet, trafficOf } from "../simulate/prepare.ts";
import { simulationPlanOf } from "../simulate/simulation-plan.ts";
import type { WindowOrder } from "./window-order.ts";

/**
 * Simulates one fleet at one load under one seed, in one go. The schedule is that of a simulation with the same scenario and seed, so fleets meet the
 * same requests; it is not digested, since nothing is compared with a run.
 */
export async function simulateWindow(order: WindowOrder, host: Host): Promise<WindowOutcome> {
  const { fleet: values, scenario, scale, seed } = order;
  const parsed = parseSimulateInput({ ...values, seed });
  const prepared = await prepareFleet({ parsed, scenario, measured: undefined }, host);
  const { replica } = prepared.fleet.plan;
  const service = scale === 1 ? replica.service : scaledService(replica.service, scale);
  const plan = { ...prepared.fleet.plan, replica: { ...replica, service } };
  const traffic = await trafficOf(prepared, host);
  const ready = { ...prepared, ...traffic, fleet: { ...prepared.fleet, plan } };
  const { warmupMs, measureMs } = traffic.plan;
  const source = sourceOf({ load: scenario.load, plan: traffic.plan }, { index: 0, of: 1 });
  const tally = new WindowTally(warmupMs, measureMs);
  const simulation = new Simulation(simulationPlanOf(ready, null), source, (sample) => tally.add(sample));
  simulation.advance(Number.POSITIVE_INFINITY);
  const { executions, items } = simulation.tally;
  return tally.outcome(prepared.objectives, {
    seed,
    meanBatch: executions === 0 ? null : items / executions,
  });
}
