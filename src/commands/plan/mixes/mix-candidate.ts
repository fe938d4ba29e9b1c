import type { SimulateOptionsInput } from "../../../config/simulate-options.ts";
import { round } from "../../../core/units.ts";
import { lengthsInWords } from "../../../planning/machines-of.ts";
import type { LengthRange } from "../../../simulator/pools/machine-pool.ts";
import type { Candidate } from "../candidates.ts";
import { fleetWith } from "../fleet-facts.ts";
import type { FoundFleet } from "../search-fleets.ts";

/** The machines of one type in a mix. */
export interface MixGroup {
  readonly candidate: Candidate;
  readonly count: number;
  /** The lengths that only they get; null where all groups share all requests. */
  readonly lengths: LengthRange | null;
  /** Share of the requests that come to it; null where the router decides. */
  readonly share: number | null;
  /** The most that one of them computes of what comes to it, requests per second. */
  readonly mostPerSec: number;
}

/** A fleet of several machine types as a candidate, whose number of replicas changes by those of one group. */
export interface MixCandidate extends Candidate {
  readonly groups: readonly MixGroup[];
  /** The machines of each group, where so many replicas are wanted in all. */
  readonly countsAt: (replicas: number) => readonly number[];
  readonly fleetOf: (replicas: number) => SimulateOptionsInput;
}

/** A mix that keeps the objectives. */
export interface FoundMix extends FoundFleet {
  readonly candidate: MixCandidate;
}

export function isMix(found: FoundFleet): found is FoundMix {
  return "groups" in found.candidate;
}

/** @param step the group that is larger or smaller where other numbers of replicas are wanted */
export function mixCandidate(groups: readonly MixGroup[], step: number): MixCandidate {
  const [first] = groups;
  if (first === undefined) throw new RangeError("a mix has machines");
  const names = groups.map(({ candidate }) => candidate.machine.facts.name).join(" + ");
  const { machine } = first.candidate;
  const prices = groups.map(({ candidate }) => candidate.machine.facts.price.pricePerHour);
  const total = machinesIn(groups);
  const countsAt = (replicas: number) => changed(groups, step, replicas - total);
  return {
    groups,
    countsAt,
    offer: null,
    machine: {
      ...machine,
      spec: { ...machine.spec, name: names, scale: 1, most: null },
      facts: { ...machine.facts, name: names },
    },
    router: routerOf(groups),
    words: groups
      .map(
        ({ candidate, count, lengths }) =>
          `${count} × ${candidate.machine.facts.name}${lengthsInWords(lengths)}`,
      )
      .join(" + "),
    fleet: first.candidate.fleet,
    fleetOf: (replicas) => optionsOf(groups, countsAt(replicas)),
    usdPerHourOf: (replicas) =>
      countsAt(replicas).reduce((sum, count, index) => sum + count * (prices[index] ?? 0), 0),
  };
}

export const machinesIn = (groups: readonly MixGroup[]): number =>
  groups.reduce((sum, { count }) => sum + count, 0);

/** Replicas more in the group that changes, or less: first there, and then in the others. */
function changed(groups: readonly MixGroup[], step: number, by: number): number[] {
  const counts = groups.map(({ count }) => count);
  if (by >= 0) return counts.with(step, (counts[step] ?? 0) + by);
  let left = -by;
  for (const group of [step, ...counts.keys()]) {
    const taken = Math.min(left, counts[group] ?? 0);
    counts[group] = (counts[group] ?? 0) - taken;
    left -= taken;
  }
  return counts;
}

/** The router of a mix: machines that share all requests are chosen by what each can do. */
function routerOf(groups: readonly MixGroup[]): string {
  if (groups.every(({ lengths }) => lengths === null)) return "shortest-delay";
  const router = groups[0]?.candidate.router ?? "least-outstanding";
  return router === "central" ? "least-outstanding" : router;
}

/** The options of `plimsoll simulate` for a mix: the last group is the fleet, and the others are pools. */
function optionsOf(groups: readonly MixGroup[], counts: readonly number[]): SimulateOptionsInput {
  const present = groups
    .map((group, index) => ({ ...group, count: counts[index] ?? 0 }))
    .filter(({ count }) => count > 0);
  const last = present.at(-1);
  if (last === undefined) throw new RangeError("a fleet has at least one replica");
  const pools = present.slice(0, -1).map((group) => poolOf(group, last));
  return {
    ...fleetWith(last.candidate, machinesIn(present)),
    ...(pools.length === 0 ? {} : { pool: pools }),
    router: pools.length === 0 && last.lengths !== null ? last.candidate.router : routerOf(groups),
  };
}

/** A group as `--pool` has it. @param last the group that is no pool, to which speeds and weights refer */
function poolOf({ candidate, count, lengths, mostPerSec }: MixGroup, last: MixGroup): string {
  const { fleet, machine } = candidate;
  const speed = last.candidate.machine.spec.scale / machine.spec.scale;
  const { maxBatch, maxDelay, instances } = fleet;
  return [
    `replicas=${count}`,
    `service=${machine.spec.service}`,
    ...(maxBatch === undefined ? [] : [`max-batch=${maxBatch}`]),
    ...(maxDelay === undefined ? [] : [`max-delay=${maxDelay}`]),
    ...(instances === undefined ? [] : [`instances=${instances}`]),
    ...(speed === 1 ? [] : [`speed=${round(speed, 6)}`]),
    ...(lengths === null ? [`weight=${Number((mostPerSec / last.mostPerSec).toPrecision(3))}`] : []),
    ...(lengths === null || lengths.from === 0 ? [] : [`from=${lengths.from}`]),
    ...(lengths === null || lengths.below === null ? [] : [`below=${lengths.below}`]),
  ].join("; ");
}
