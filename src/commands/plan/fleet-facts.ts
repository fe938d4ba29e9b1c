import type { ParsedPlan } from "../../config/plan-options.ts";
import {
  parseSimulateInput,
  type SimulateOptionsInput,
  simulateOptionsSchema,
} from "../../config/simulate-options.ts";
import type { Host } from "../../core/host.ts";
import { formatDurationMs, round } from "../../core/units.ts";
import { busiestHour } from "../../planning/demand/demand.ts";
import type { FleetFacts } from "../../planning/fleets/assemble-fleet.ts";
import type { WorkedOutFleet } from "../../planning/fleets/worked-out.ts";
import type { PlanTraffic } from "../../planning/plan-traffic.ts";
import { replicasOf } from "../../planning/purchase/bought-fleet.ts";
import { commandWords } from "../run/command-words.ts";
import { prepareFleet } from "../simulate/prepare.ts";
import type { Candidate } from "./candidates.ts";
import type { FoundFleet } from "./search-fleets.ts";

/** Replicas of a fleet beyond those that the objectives need. */
export function spareOf({ bought, replicas }: FoundFleet, spare: number): number {
  return bought === null ? spare : replicasOf(bought.purchase) - replicas;
}

/** What a plan tells of a fleet beside its figures: its settings in words, and the command that repeats its busiest hour. */
export async function fleetFactsOf(
  found: FoundFleet,
  work: WorkedOutFleet,
  { options, given }: ParsedPlan,
  traffic: PlanTraffic,
  host: Host,
): Promise<FleetFacts> {
  const { machine, fleet, router } = found.candidate;
  const spare = spareOf(found, options.spare);
  const replicas = work.replicas + spare;
  const peakPerSec = busiestHour(traffic.demand).busiestPerSec;
  const parsed = parseSimulateInput({ ...fleet, replicas });
  const scenario = traffic.scenarioAt(peakPerSec);
  const prepared = await prepareFleet({ parsed, scenario, measured: undefined }, host);
  const { settings: words } = prepared.fleet;
  const model = machine.model?.settings;
  const {
    batching = "each request alone",
    service: _,
    replicas: __,
    instances: ___,
    router: ____,
    ...others
  } = words;
  return {
    machine: machine.facts,
    spare,
    work,
    settings: {
      precision: machine.facts.precision,
      maxBatch:
        fleet.maxBatch ??
        model?.maxBatch ??
        machine.model?.range.mostBatch ??
        maxBatchOf(prepared.fleet.plan.replica.service),
      maxDelayMs: fleet.maxDelay === undefined ? (model?.queueDelayMs ?? 0) : parsed.options.maxDelayMs,
      preferred: fleet.preferred === undefined ? (model?.preferredSizes ?? []) : parsed.options.preferred,
      instances: fleet.instances ?? model?.instances ?? 1,
      batching,
      router,
      autoscaler: null,
      fallback: null,
      gateways: [...(fleet.gateway ?? [])],
      others,
    },
    command: simulateCommand(fleetWith(found.candidate, replicas), { options, given }, traffic),
    notes: [prepared.fleet.note],
  };
}

/** The options of a fleet of one machine type with so many replicas, as a command has them. */
export function fleetWith({ machine, fleet }: Candidate, replicas: number): SimulateOptionsInput {
  const { scale } = machine.spec;
  return { ...fleet, replicas, ...(scale === 1 ? {} : { speeds: String(round(1 / scale, 6)) }) };
}

/** The words of the `plimsoll simulate` that repeats the busiest hour with a fleet, for as long as the plan simulates it, or another time. */
export function simulateCommand(
  fleet: SimulateOptionsInput,
  { options, given }: ParsedPlan,
  { demand, objectives, measureMs }: PlanTraffic,
  windowMs = measureMs,
): string[] {
  const { scenario, arrivals, batch, repetition, lengths, sequenceLength } = given;
  return commandWords("simulate", simulateOptionsSchema, {
    ...fleet,
    scenario,
    arrivals,
    batch,
    repetition,
    lengths,
    sequenceLength,
    slo: objectives.map(({ text }) => text),
    rate: round(busiestHour(demand).busiestPerSec, 6),
    duration: formatDurationMs(windowMs),
    warmup: formatDurationMs(options.warmupMs),
    seeds: options.seeds,
    seed: options.seed,
  });
}

function maxBatchOf({ maxBatch }: { readonly maxBatch: number | null }): number | null {
  return maxBatch === 1 ? null : maxBatch;
}
