import { largest } from "../../../core/extremes.ts";
import type { LengthBucket } from "../../../planning/mixes/length-buckets.ts";
import { type MissedMix, type MixQuestion, mixOf, mixProgram } from "../../../planning/mixes/mix-program.ts";
import type { SearchContext } from "../search-fleets.ts";
import type { MixGroup } from "./mix-candidate.ts";
import { optionOf, type TypeOfMix } from "./mix-options.ts";
import { solveProgram } from "./solve-program.ts";

/** The room of the load, as a multiple of the rate, within which the mix with most room for a price is looked for. */
const LEAST_ROOM = 0.9;
const MOST_ROOM = 2;
const HALVINGS = 7;

/** What all mixes of one kind are looked for by. */
export interface MixSearch {
  readonly deals: MixQuestion["deals"];
  /** Names of all machine types of the plan. */
  readonly names: readonly string[];
  readonly types: readonly TypeOfMix[];
  readonly buckets: readonly LengthBucket[];
  /** Mixes from this price an hour on are not looked for. */
  readonly limitPerHour: number;
  readonly context: SearchContext;
}

/** A mix that a program proposes. */
export interface Proposal {
  readonly mix: MissedMix;
  /** The price of an hour without spare replicas, which the program makes as low as can be. */
  readonly leastPerHour: number;
  /** The price of an hour with spare replicas. */
  readonly perHour: number;
}

/** The mix that has most room in its load for at most a price; null where none has enough to be worth a simulation. */
export async function roomiest(
  search: MixSearch,
  mostPerHour: number,
  missed: readonly MissedMix[],
): Promise<Proposal | null> {
  const fits = async (room: number) => {
    const proposal = await proposed(search, "likely", room, missed);
    return proposal !== null && proposal.perHour < mostPerHour ? proposal : null;
  };
  let best = await fits(LEAST_ROOM);
  if (best === null) return null;
  let [low, high] = [LEAST_ROOM, MOST_ROOM];
  for (let step = 0; step < HALVINGS; step++) {
    const room = (low + high) / 2;
    const proposal = await fits(room);
    if (proposal === null) high = room;
    else [low, best] = [room, proposal];
  }
  return best;
}

/** The cheapest mix with so much room, as a multiple of the rate; null where there is none. @param carries what each machine is taken to carry */
export async function proposed(
  { deals, types, buckets, context }: MixSearch,
  carries: "likely" | "at most",
  room: number,
  missed: readonly MissedMix[],
): Promise<Proposal | null> {
  const { busiestPerSec, mostReplicas } = context;
  const options = types.map((type) => optionOf(type, carries, mostReplicas));
  const question = { options, buckets, deals, ratePerSec: busiestPerSec, room, missed };
  const values = await solveProgram(mixProgram(question));
  if (values === null) return null;
  const mix = mixOf(values, question);
  const leastPerHour = mix.counts.reduce(
    (sum, count, option) => sum + count * (options[option]?.pricePerHour ?? 0),
    0,
  );
  return { mix, leastPerHour, perHour: leastPerHour + sparePerHour(mix, types, context) };
}

/** The price of spare replicas, which are of the type of a mix that computes most: one stands in for any. */
function sparePerHour({ counts }: MissedMix, types: readonly TypeOfMix[], { spare }: SearchContext): number {
  const present = types.filter((_, option) => (counts[option] ?? 0) > 0);
  const most = largest(present.map(({ mostPerSec }) => mostPerSec[0] ?? 0));
  const strongest = present.find(({ mostPerSec }) => (mostPerSec[0] ?? 0) === most);
  return spare * (strongest?.candidate.machine.facts.price.pricePerHour ?? 0);
}

/** The machines of a mix by type, those for the longest requests last. */
export function groupsOf({ counts, optionOf: dealt }: MissedMix, { types, buckets }: MixSearch): MixGroup[] {
  const groups = types.flatMap(({ candidate, mostPerSec }, option): MixGroup[] => {
    const count = counts[option] ?? 0;
    if (count === 0) return [];
    if (dealt === null)
      return [{ candidate, count, lengths: null, share: null, mostPerSec: mostPerSec[0] ?? 0 }];
    const own = buckets.filter((_, bucket) => dealt[bucket] === option);
    const share = own.reduce((sum, one) => sum + one.share, 0);
    // Of each bucket comes its share, and a request of it takes the time that it does alone.
    const seconds = own.reduce((sum, one) => sum + one.share / (mostPerSec[buckets.indexOf(one)] ?? 0), 0);
    const lengths = { from: own[0]?.from ?? 0, below: own.at(-1)?.below ?? null };
    return [{ candidate, count, lengths, share, mostPerSec: share / seconds }];
  });
  return groups.toSorted((one, other) => (one.lengths?.from ?? 0) - (other.lengths?.from ?? 0));
}
