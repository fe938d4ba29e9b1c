import type { ParsedSimulation } from "../../config/simulate-options.ts";
import type { Executions } from "../../simulator/calibration/calibrated-server.ts";
import type { LengthRange, MachinePool } from "../../simulator/pools/machine-pool.ts";
import type { DescribedFleet } from "./fleet-of.ts";

/** The options of the machines of a pool: settings that it does not say are those of its service, or, without one of its own, those of the others. */
export function optionsOfPool({ options, given }: ParsedSimulation, pool: MachinePool): ParsedSimulation {
  const { service, maxBatch, maxDelayMs, instances } = pool;
  const { maxBatch: _, maxDelay: __, instances: ___, ...givenOthers } = given;
  const isOther = service !== null;
  const settings = {
    ...(maxBatch === null ? {} : { maxBatch }),
    ...(instances === null ? {} : { instances }),
  };
  return {
    options: {
      ...options,
      ...(isOther ? { service, maxBatch: undefined, maxDelayMs: 0, instances: 1 } : {}),
      ...settings,
      ...(maxDelayMs === null ? {} : { maxDelayMs }),
    },
    given: {
      ...(isOther ? { ...givenOthers, service } : given),
      ...settings,
      ...(maxDelayMs === null ? {} : { maxDelay: `${maxDelayMs}ms` }),
    },
  };
}

/** The lengths that a pool gets of those that requests have. */
export function lengthsOfPool(
  lengths: Executions["lengths"],
  range: LengthRange | null,
): Executions["lengths"] {
  if (lengths === null || range === null) return lengths;
  return {
    least: Math.max(lengths.least, range.from),
    most: range.below === null ? lengths.most : Math.min(lengths.most, Math.ceil(range.below) - 1),
  };
}

/** The lengths that are left where pools have those of their ranges to themselves: one range that encloses them. */
export function lengthsOfOthers(
  lengths: Executions["lengths"],
  pools: readonly MachinePool[],
): Executions["lengths"] {
  if (lengths === null) return null;
  let { least, most } = lengths;
  // Once more for each pool, since one that is named later may lie before another.
  for (const _ of pools)
    for (const { lengths: range } of pools) {
      if (range === null) continue;
      const below = range.below ?? Number.POSITIVE_INFINITY;
      if (range.from <= least && below <= most) least = Math.max(least, Math.ceil(below));
      else if (range.from > least && below > most) most = Math.min(most, Math.ceil(range.from) - 1);
    }
  return { least, most };
}

/** A fleet whose first replicas serve as those of other ones do. The numbers rest on the service times of all. @param names of the pools, for people */
export function withOtherServers(
  fleet: DescribedFleet,
  others: readonly DescribedFleet[],
  names: readonly string[],
): DescribedFleet {
  const settings = others.map(({ plan, settings: own }, index) => [
    `${names[index]} service`,
    `${plan.replica.service.words}; ${own.instances}; ${own.batching}`,
  ]);
  const bytesOf = [fleet, ...others].find((one) => one.bytesOf !== undefined)?.bytesOf;
  return {
    ...fleet,
    ...(bytesOf === undefined ? {} : { bytesOf }),
    plan: {
      ...fleet.plan,
      poolServers: others.map(({ plan: { replica, batcher, limits, network } }) => ({
        replica,
        batcher,
        limits,
        network: network?.words === fleet.plan.network?.words ? null : network,
      })),
    },
    settings: { ...fleet.settings, ...Object.fromEntries(settings) },
    basis: [fleet, ...others].every(({ basis }) => basis === "calibrated") ? "calibrated" : "stated",
    note: others.reduce(
      (note, other, index) =>
        note.includes(other.note) ? note : `${note} Of the ${names[index]}: ${other.note}`,
      fleet.note,
    ),
  };
}
