import { type ParsedSimulation, simulateOptionsSchema } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { digestUntil } from "../../engine/schedule-digest.ts";
import { lengthDistribution } from "../../payloads/lengths/index.ts";
import type { RunResult } from "../../result/run-result.ts";
import { arrivalsOf, type Scenario } from "../../scenario/scenario.ts";
import { countRequests, type SchedulePlan } from "../../scenario/schedule.ts";
import type { Executions } from "../../simulator/calibration/calibrated-server.ts";
import { type LengthRange, parseMachinePool } from "../../simulator/pools/machine-pool.ts";
import { loadLengths, loadTraces } from "../../store/load-traces.ts";
import { commandWords } from "../run/command-words.ts";
import { resolveObjectives } from "../run/resolve-scenario.ts";
import { interruptedWhile } from "../target/until-interrupted.ts";
import type { ServiceFlag } from "./batcher-of.ts";
import { calibratedFleet, isServiceModelFile } from "./calibrated-fleet.ts";
import { type DescribedFleet, statedFleet } from "./fleet-of.ts";
import { lengthsOfOthers, lengthsOfPool, optionsOfPool, withOtherServers } from "./other-servers.ts";
import { payloadSizes } from "./payload-sizes.ts";
import type { PreparedFleet, ReadySimulation } from "./ready-simulation.ts";
import { refuseUnsimulated } from "./refuse-unsimulated.ts";
import { scalingOf } from "./scaling-of.ts";
import { surroundingsOf } from "./surroundings-of.ts";

/** What to simulate, as plain data that a thread can be given. */
export interface SimulationTask {
  readonly parsed: ParsedSimulation;
  readonly scenario: Scenario;
  /** Target of the measured run that the simulation is compared with; undefined where there is none. */
  readonly measured: RunResult["target"] | undefined;
  /** The lengths of the requests that come, where others do not; undefined = all. */
  readonly only?: LengthRange | undefined;
}

/** Reads everything that does not depend on the seed. @throws PlimsollError where it cannot be simulated */
export async function prepareFleet(task: SimulationTask, host: Host): Promise<PreparedFleet> {
  const { scenario, parsed } = task;
  const { options } = parsed;
  const objectives = resolveObjectives(scenario, options);
  refuseUnsimulated(objectives, options.price);
  const fleet = await fleetOf(task, host);
  const surroundings = surroundingsOf(options, scenario.payload ?? {});
  const scaling = await scalingOf(options, host);
  return { options, scenario, objectives, fleet, surroundings, scaling };
}

/** Makes the traffic of one seed. @throws PlimsollError where a trace cannot be read, or when it is interrupted */
export async function prepareSeed(
  prepared: PreparedFleet,
  given: ParsedSimulation["given"],
  seed: number,
  host: Host,
): Promise<ReadySimulation> {
  const ready = { ...prepared, options: { ...prepared.options, seed } };
  const { plan, sizes, trafficNotes } = await trafficOf(ready, host);
  const schedule = await digestUntil(plan, host.interrupted);
  if (schedule === null) throw interruptedWhile("the schedule was made");
  const command = commandWords("simulate", simulateOptionsSchema, { ...given, seed });
  return { ...ready, command, plan, schedule, trafficNotes, sizes };
}

/** The fleet of a simulation. @throws usage error where the options contradict each other, or say no service time */
async function fleetOf(task: SimulationTask, host: Host): Promise<DescribedFleet> {
  const { parsed } = task;
  const { canaryService, pool } = parsed.options;
  const lengths = lengthsOfPool(await lengthsOf(task.scenario, host), task.only ?? null);
  const pools = pool.map(parseMachinePool);
  const fleet = servedBy(task, "--service", lengthsOfOthers(lengths, pools), host);
  if (canaryService !== undefined) {
    const asked = {
      ...parsed,
      options: { ...parsed.options, service: canaryService },
      given: { ...parsed.given, service: canaryService },
    };
    const canaries = servedBy({ ...task, parsed: asked }, "--canary-service", lengths, host);
    return withOtherServers(fleet, [canaries], ["canary"]);
  }
  if (pools.length === 0) return fleet;
  const others = pools.map((one) =>
    servedBy(
      { ...task, parsed: optionsOfPool(parsed, one) },
      "--pool",
      lengthsOfPool(lengths, one.lengths),
      host,
    ),
  );
  return withOtherServers(
    fleet,
    others,
    pools.map((_, index) => (pools.length === 1 ? "pool" : `pool ${index + 1}`)),
  );
}

/** The fleet of a service model. @throws usage error where the options contradict it */
function servedBy(
  { parsed, scenario, measured }: SimulationTask,
  flag: ServiceFlag,
  lengths: Executions["lengths"],
  host: Host,
): DescribedFleet {
  const { service, extrapolate, canaryService, pool } = parsed.options;
  const { items = 1 } = scenario.payload ?? {};
  if (isServiceModelFile(service))
    return calibratedFleet(parsed, service, { items, lengths, measured }, host);
  const othersServe = [canaryService, ...pool.map((one) => parseMachinePool(one).service ?? undefined)];
  if (extrapolate && !othersServe.some(isServiceModelFile) && flag === "--service")
    throw usageError(
      "--extrapolate would do nothing: a stated service time has no range that was measured",
      "leave it out, or give --service the file of a calibrated model",
    );
  return statedFleet(parsed.options, items, flag);
}

/** The shortest and the longest of the requests; null where they have no length. */
async function lengthsOf({ payload }: Scenario, host: Host): Promise<Executions["lengths"]> {
  const lengths = payload?.lengths;
  if (lengths === undefined) return null;
  const samples = await loadLengths(lengths, host.cwd);
  const [least, most] = lengthDistribution(lengths).bounds(lengths, samples);
  return { least, most };
}

/** The schedule of the traffic, and what its requests carry. */
export async function trafficOf(
  { scenario, options, fleet }: Pick<PreparedFleet, "scenario" | "options" | "fleet">,
  host: Host,
) {
  const { load, phases, payload = {} } = scenario;
  const arrivals = arrivalsOf(load);
  const traces = await loadTraces(arrivals, host.cwd, options.seed);
  const samples = await loadLengths(payload.lengths, host.cwd);
  const payloadSeed = options.payloadSeed ?? options.seed;
  const open = {
    arrivals,
    warmupMs: phases.warmupMs,
    measureMs: phases.measureMs,
    seed: options.seed,
    traces: traces.offsets,
    payloads: 1,
    repetition: payload.repetition ?? { kind: "uniform" as const },
    payloadSeed,
  };
  const requests = load.kind === "open" && open.repetition.kind === "unique" ? countRequests(open) : 0;
  const sizes = payloadSizes(payload, payloadSeed, samples, requests, fleet.bytesOf);
  const plan: SchedulePlan = { ...open, payloads: sizes.payloads };
  return { plan, sizes, trafficNotes: traces.notes };
}
