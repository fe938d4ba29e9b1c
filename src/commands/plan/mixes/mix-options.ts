import type { LengthBucket } from "../../../planning/mixes/length-buckets.ts";
import type { MixOption } from "../../../planning/mixes/mix-program.ts";
import { median } from "../../../stats/median.ts";
import type { Candidate } from "../candidates.ts";
import {
  boundsOf,
  type KnownCandidate,
  missedByOneUser,
  mostOf,
  ROOM,
  type SearchContext,
} from "../search-fleets.ts";

/** A machine type that a mix may have, and what one of it carries of each bucket. */
export interface TypeOfMix {
  readonly candidate: Candidate;
  /** The most that one computes, requests per second; null where a single user misses an objective. */
  readonly mostPerSec: readonly (number | null)[];
  /** The load that one is taken to keep the objectives under, as fleets of it alone do in simulation. */
  readonly likelyPerSec: readonly (number | null)[];
}

/** Share of the most that a machine computes at which it is taken to keep the objectives, where no fleet of any type shows it. */
const USUAL = 0.8;

/** The machine types that share all requests: of each type the settings that carry most, where a single user keeps the objectives. */
export function typesForAll(known: readonly KnownCandidate[], ratePerSec: number): readonly TypeOfMix[] {
  const fitting = known.filter(({ floorHolds, mostPerSec }) => floorHolds && mostPerSec > 0);
  return bestOfEach(fitting, ratePerSec).map((one) => ({
    candidate: one.candidate,
    mostPerSec: [one.mostPerSec],
    likelyPerSec: [likelyOf(one, known, ratePerSec)],
  }));
}

/** The machine types that may get the requests of some lengths: what one does with each bucket alone is simulated. */
export async function typesByLength(
  known: readonly KnownCandidate[],
  buckets: readonly LengthBucket[],
  context: SearchContext,
): Promise<readonly TypeOfMix[]> {
  const { busiestPerSec, objectives } = context;
  const types: TypeOfMix[] = [];
  for (const one of bestOfEach(known, busiestPerSec)) {
    const mostPerSec: (number | null)[] = [];
    for (const { from, below } of buckets) {
      const bounds = await boundsOf(one.candidate, context, { from, below });
      const holds = bounds.mostPerSec > 0 && missedByOneUser(bounds.floor, objectives) === undefined;
      mostPerSec.push(holds ? bounds.mostPerSec : null);
    }
    const share =
      one.floorHolds && one.mostPerSec > 0
        ? likelyOf(one, known, busiestPerSec) / one.mostPerSec
        : usualShare(known, busiestPerSec);
    types.push({
      candidate: one.candidate,
      mostPerSec,
      likelyPerSec: mostPerSec.map((most) => (most === null ? null : most * share)),
    });
  }
  return types.filter(({ mostPerSec }) => mostPerSec.some((most) => most !== null));
}

/** A type as the program sees it. @param carries whether by what it likely carries, or by the most that it computes, which nothing exceeds */
export function optionOf(
  { candidate, mostPerSec, likelyPerSec }: TypeOfMix,
  carries: "likely" | "at most",
  mostReplicas: number,
): MixOption {
  return {
    pricePerHour: candidate.machine.facts.price.pricePerHour,
    most: mostOf(candidate, mostReplicas),
    carriesPerSec:
      carries === "likely" ? likelyPerSec : mostPerSec.map((most) => (most === null ? null : most / ROOM)),
  };
}

/** The settings of each machine type with which one carries most. */
function bestOfEach(known: readonly KnownCandidate[], ratePerSec: number): readonly KnownCandidate[] {
  const best = new Map<string, KnownCandidate>();
  const worth = (one: KnownCandidate) => (one.floorHolds ? 1e9 : 0) + likelyOf(one, known, ratePerSec);
  for (const one of known) {
    const { name } = one.candidate.machine.facts;
    const before = best.get(name);
    if (before === undefined || worth(one) > worth(before)) best.set(name, one);
  }
  return [...best.values()];
}

/**
 * What one of a type likely carries within the objectives: of fleets of it alone so many miss at the rate, so each carries less than its share of it,
 * and what nobody simulated carries the usual share of the most that it computes.
 */
function likelyOf(one: KnownCandidate, known: readonly KnownCandidate[], ratePerSec: number): number {
  if (one.missesWith > 0) return Math.min(one.mostPerSec, ratePerSec / one.missesWith);
  return one.mostPerSec * usualShare(known, ratePerSec);
}

/** The median share of the most that it computes which a machine carries, over the fleets that were found. */
function usualShare(known: readonly KnownCandidate[], ratePerSec: number): number {
  const shares = known.flatMap(({ holdsWith, mostPerSec }) =>
    holdsWith === null ? [] : [Math.min(1, ratePerSec / Math.max(1, holdsWith - 1) / mostPerSec)],
  );
  return median(shares) ?? USUAL;
}
