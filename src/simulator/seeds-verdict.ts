import type { RunResult } from "../result/run-result.ts";

type Seeds = NonNullable<NonNullable<RunResult["simulation"]>["seeds"]>;

/** The seeds of a simulation that speak against it: an objective holds only if it does under every one of them. */
export interface SeedsVerdict {
  readonly invalid: readonly number[];
  /** Objectives that miss under some seed; those that only the scenario brings are left out. */
  readonly missed: Seeds["objectives"];
  /** Objectives that miss under none, and are not shown under some. */
  readonly open: Seeds["objectives"];
}

const NOTHING_AGAINST: SeedsVerdict = { invalid: [], missed: [], open: [] };

/** Judges a simulation by all its seeds; nothing speaks against one that has only one. */
export function seedsVerdict({ simulation }: Pick<RunResult, "simulation">): SeedsVerdict {
  const seeds = simulation?.seeds ?? null;
  if (seeds === null) return NOTHING_AGAINST;
  const asked = seeds.objectives.filter(({ ofScenario }) => !ofScenario);
  return {
    invalid: seeds.invalid,
    missed: asked.filter(({ misses }) => misses > 0),
    open: asked.filter(({ misses, notShown }) => misses === 0 && notShown > 0),
  };
}
