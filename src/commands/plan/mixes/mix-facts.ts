import type { ParsedPlan } from "../../../config/plan-options.ts";
import { parseSimulateInput, type SimulateOptionsInput } from "../../../config/simulate-options.ts";
import { largest, smallest } from "../../../core/extremes.ts";
import type { Host } from "../../../core/host.ts";
import { busiestHour } from "../../../planning/demand/demand.ts";
import type { FleetFacts } from "../../../planning/fleets/assemble-fleet.ts";
import type { WorkedOutFleet } from "../../../planning/fleets/worked-out.ts";
import { lengthsInWords } from "../../../planning/machines-of.ts";
import type { MixFacts } from "../../../planning/mixes/assemble-mix.ts";
import type { PlanTraffic } from "../../../planning/plan-traffic.ts";
import type { PlanFleet } from "../../../result/plan-result.ts";
import { prepareFleet } from "../../simulate/prepare.ts";
import { fleetFactsOf, simulateCommand } from "../fleet-facts.ts";
import { type FoundMix, type MixGroup, machinesIn } from "./mix-candidate.ts";

/** What a plan tells of a mix beside its figures: the settings of each type, and the command that repeats its busiest hour. */
export async function mixFactsOf(
  found: FoundMix,
  work: WorkedOutFleet,
  parsed: ParsedPlan,
  traffic: PlanTraffic,
  host: Host,
): Promise<MixFacts> {
  const { candidate } = found;
  const { spare } = parsed.options;
  const counts = candidate.countsAt(work.replicas + spare);
  const values = candidate.fleetOf(work.replicas + spare);
  const own: FleetFacts[] = [];
  for (const group of candidate.groups)
    own.push(await fleetFactsOf({ ...found, candidate: group.candidate }, work, parsed, traffic, host));
  const parts = candidate.groups.map((group, index) => ({
    machine: group.candidate.machine.facts,
    count: group.count,
    spare: (counts[index] ?? 0) - group.count,
    lengths: group.lengths === null ? null : { ...group.lengths },
    settings: own[index]?.settings as PlanFleet["settings"],
    command: own[index]?.command ?? [],
  }));
  return {
    parts,
    countsAt: candidate.countsAt,
    settings: {
      ...settingsOfAll(
        own.map(({ settings }) => settings),
        candidate.groups,
      ),
      router: candidate.router,
      others: {
        ...(await othersOf(values, traffic, host)),
        balancer: dealtWords(candidate.groups),
        "one replica more or less": `is of ${stepOf(candidate)}, also after a change of demand or service time`,
      },
    },
    command: simulateCommand(values, parsed, traffic),
    spare,
    work,
    notes: [...new Set(own.flatMap(({ notes }) => notes))],
  };
}

/** The settings of several types in one: those that differ stand with their machines, and of numbers the largest. */
function settingsOfAll(
  all: readonly PlanFleet["settings"][],
  groups: readonly MixGroup[],
): PlanFleet["settings"] {
  const [first] = all;
  if (first === undefined) throw new RangeError("a mix has machines");
  const each = (read: (settings: PlanFleet["settings"]) => string | null) => {
    const words = all.map(read);
    if (new Set(words).size === 1) return words[0] ?? null;
    return groups
      .map(({ candidate }, index) => `${candidate.machine.facts.name}: ${words[index] ?? "unknown"}`)
      .join("; ");
  };
  const sizes = all.flatMap(({ maxBatch }) => (maxBatch === null ? [] : [maxBatch]));
  return {
    ...first,
    precision: each(({ precision }) => precision),
    batching: each(({ batching }) => batching) ?? "",
    maxBatch: sizes.length === 0 ? null : largest(sizes),
    maxDelayMs: largest(all.map(({ maxDelayMs }) => maxDelayMs)),
    instances: largest(all.map(({ instances }) => instances)),
  };
}

/** What the simulation says of its fleet beyond what is told elsewhere. */
async function othersOf(
  values: SimulateOptionsInput,
  traffic: PlanTraffic,
  host: Host,
): Promise<PlanFleet["settings"]["others"]> {
  const scenario = traffic.scenarioAt(busiestHour(traffic.demand).busiestPerSec);
  const parsed = parseSimulateInput(values);
  const { fleet } = await prepareFleet({ parsed, scenario, measured: undefined }, host);
  const told = ["batching", "service", "replicas", "instances", "router"];
  return Object.fromEntries(
    Object.entries(fleet.settings).filter(([name]) => !told.includes(name) && !name.startsWith("pool")),
  );
}

/** The machine that one replica more or less of a mix is. */
function stepOf({ groups, countsAt }: FoundMix["candidate"]): string {
  const now = countsAt(machinesIn(groups));
  const more = countsAt(machinesIn(groups) + 1);
  const step = groups.find((_, index) => more[index] !== now[index]) ?? groups[0];
  return step?.candidate.machine.facts.name ?? "";
}

/** What the balancer in front has to do for a mix, which no file of settings of its servers says. */
function dealtWords(groups: readonly MixGroup[]): string {
  if (groups.some(({ lengths }) => lengths !== null))
    return `has to know the length of each request: ${groups.map(({ candidate, lengths }) => `${candidate.machine.facts.name}${lengthsInWords(lengths)}`).join(", ")}`;
  const least = smallest(groups.map(({ mostPerSec }) => mostPerSec));
  return `has to know the weights of the machines, by the most that each computes: ${groups.map(({ candidate, mostPerSec }) => `${candidate.machine.facts.name} ${Number((mostPerSec / least).toPrecision(3))}`).join(", ")}`;
}
