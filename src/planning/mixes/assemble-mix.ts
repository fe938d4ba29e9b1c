import type { NumberProvenance, PlanFleet, PlanMachine } from "../../result/plan-result.ts";
import { resourceName } from "../../simulator/applied/applied-form.ts";
import { HOURS_PER_MONTH } from "../demand/demand.ts";
import { assembleFleet, type FleetFacts, type PlanFacts, settingsToApply } from "../fleets/assemble-fleet.ts";
import { costParts } from "../fleets/cost-parts.ts";
import { energyOf } from "../fleets/energy.ts";
import { provenanceOf } from "../fleets/provenance.ts";
import type { WorkedOutFleet } from "../fleets/worked-out.ts";

/** The machines of one type in a mix, as a plan tells them. */
export interface MixPart {
  readonly machine: PlanMachine;
  /** Replicas of it without spare ones. */
  readonly count: number;
  readonly spare: number;
  readonly lengths: PlanFleet["pieces"][number]["lengths"];
  /** Settings of its servers, and the command that simulates it alone. */
  readonly settings: PlanFleet["settings"];
  readonly command: readonly string[];
}

/** Everything that a fleet of several machine types is told by. */
export interface MixFacts extends Omit<FleetFacts, "machine"> {
  readonly parts: readonly MixPart[];
  /** The machines of each part, where so many replicas are wanted in all. */
  readonly countsAt: (replicas: number) => readonly number[];
}

/** A fleet of several machine types as a plan tells it: a fleet of their mean machine, with what each type is beside it. */
export function assembleMix(facts: MixFacts, plan: PlanFacts): PlanFleet {
  const { parts, countsAt, work, spare } = facts;
  const perMonth = (replicas: number) =>
    countsAt(replicas).reduce((sum, count, part) => sum + count * hourly(parts[part]), 0) * HOURS_PER_MONTH;
  const replicas = work.replicas + spare;
  const machine = meanMachine(parts, perMonth(replicas) / HOURS_PER_MONTH / replicas);
  const fleet = assembleFleet({ ...facts, machine }, plan);
  const shares = sharesOf(work, parts.length);
  return {
    ...fleet,
    provenance: {
      ...provenanceOfAll(parts, plan.demandKind),
      "pieces.ratePerSec": {
        kind: "simulated",
        restsOn: ["simulated", plan.demandKind],
        note: "the demand times the share of the requests that came to these machines in simulation",
      },
    },
    pieces: parts.map(({ machine: { name, price }, count, spare: own, lengths }, part) => ({
      machine: name,
      replicas: count + own,
      spare: own,
      pricePerHour: price.pricePerHour,
      priceKind: price.kind,
      lengths,
      ratePerSec: fleet.ratePerSec * (shares[part] ?? 0),
    })),
    cost: {
      ...fleet.cost,
      parts: parts.flatMap(({ machine: { name, price }, count, spare: own }) =>
        costParts(price, { needed: count, spare: own }).map((part) => ({
          ...part,
          name: `${name}: ${part.name}`,
        })),
      ),
    },
    energy: energyOf(
      parts.map((part) => ({ machine: part.machine, replicas: part.count + part.spare })),
      plan,
    ),
    sensitivity: fleet.sensitivity.map((row) =>
      row.what === "price" || row.replicas === null ? row : { ...row, costPerMonth: perMonth(row.replicas) },
    ),
    oneMore:
      fleet.oneMore === null ? null : { ...fleet.oneMore, costPerMonth: perMonth(fleet.oneMore.replicas) },
    // Whole replicas that an hour leaves over would have to be of one type: which, is not worked out.
    batchWork: null,
    throughDay: [],
    apply: parts.flatMap((part, index) =>
      settingsToApply(part, part.count + part.spare).map((one) => ({
        ...one,
        title: `${part.machine.name}, ${one.title}`,
        file: `${index + 1}-${resourceName(part.machine.name)}/${one.file}`,
      })),
    ),
  };
}

const hourly = (part: MixPart | undefined): number => part?.machine.price.pricePerHour ?? 0;

/** A machine with the mean price of those of a mix. */
function meanMachine(parts: readonly MixPart[], pricePerHour: number): PlanMachine {
  const [first] = parts;
  if (first === undefined) throw new RangeError("a mix has machines");
  const { machine } = first;
  return {
    ...machine,
    name: parts.map((part) => part.machine.name).join(" + "),
    price: { ...machine.price, pricePerHour },
    wattsPerReplica: null,
  };
}

/** The share of the requests of the busiest hour that came to each part, over all seeds. */
function sharesOf({ normal }: WorkedOutFleet, parts: number): readonly number[] {
  const counts = Array.from({ length: parts }, (_, part) =>
    normal.outcomes.reduce((sum, { byPool }) => sum + (byPool[part] ?? 0), 0),
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (all > 0 ? count / all : 0));
}

/** The kinds of every number of a mix: each rests on what it rests on for every one of its machines. */
function provenanceOfAll(
  parts: readonly MixPart[],
  demand: NumberProvenance["kind"],
): PlanFleet["provenance"] {
  const all: Record<string, NumberProvenance> = {};
  for (const { machine } of parts)
    for (const [key, own] of Object.entries(provenanceOf(machine, demand))) {
      const before = all[key];
      all[key] =
        before === undefined
          ? own
          : {
              kind: before.kind === own.kind ? own.kind : "assumed",
              restsOn: [...new Set([...before.restsOn, ...own.restsOn])],
              note:
                before.note === own.note ? own.note : `${before.note}; and of ${machine.name}: ${own.note}`,
            };
    }
  return all;
}
