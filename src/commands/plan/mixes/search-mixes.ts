import { largest, smallest } from "../../../core/extremes.ts";
import { HOURS_PER_MONTH } from "../../../planning/demand/demand.ts";
import { lengthBuckets } from "../../../planning/mixes/length-buckets.ts";
import type { MissedMix } from "../../../planning/mixes/mix-program.ts";
import { type Evaluation, keepsAll } from "../../../planning/windows/evaluation.ts";
import { atBusiest, type KnownCandidate, type SearchContext, type Skipped } from "../search-fleets.ts";
import { type FoundMix, type MixGroup, machinesIn, mixCandidate } from "./mix-candidate.ts";
import { typesByLength, typesForAll } from "./mix-options.ts";
import { groupsOf, type MixSearch, type Proposal, proposed, roomiest } from "./propose-mix.ts";

/** A mix has to cost so much less than the cheapest fleet of one type: another type to look after is worth something. */
const SAVING = 0.01;
/** Most mixes of one kind that are simulated in the search for the cheapest. */
const MOST_TRIES = 8;
/** Mixes that are simulated just below the price of the cheapest fleet of one type before the search ends. */
const TRIES_AT_FIRST = 3;

/** The mixes that beat every fleet of one type, and why others are not among them. */
export interface MixOutcome {
  readonly found: readonly FoundMix[];
  readonly skipped: readonly Skipped[];
}

/**
 * Looks for fleets of several machine types that cost less than the cheapest one of a single type: those whose types share all requests, and, where
 * requests have lengths, those where each type gets a range of them. An integer program proposes, and simulation under the same seeds decides.
 *
 * @param cheapestPerMonth of the fleets of one type; infinite where none keeps the objectives
 */
export async function searchMixes(
  known: readonly KnownCandidate[],
  lengths: readonly number[] | null,
  cheapestPerMonth: number,
  context: SearchContext,
): Promise<MixOutcome> {
  const names = [...new Set(known.map(({ candidate }) => candidate.machine.facts.name))];
  if (names.length < 2) return { found: [], skipped: [] };
  const limitPerHour = ((1 - SAVING) * cheapestPerMonth) / HOURS_PER_MONTH;
  const about = { names, limitPerHour, context };
  const all = { from: 0, below: null, share: 1 };
  const outcomes = [
    await cheapestMix({
      ...about,
      deals: "shares",
      types: typesForAll(known, context.busiestPerSec),
      buckets: [all],
    }),
  ];
  const buckets = lengths === null ? [] : lengthBuckets(lengths);
  if (buckets.length > 1 && context.spare > 0)
    outcomes.push(
      notSearched(
        "by length",
        names,
        "mixes by length are not planned with spare replicas, of which each range would need its own",
      ),
    );
  else if (buckets.length > 1)
    outcomes.push(
      await cheapestMix({
        ...about,
        deals: "by length",
        types: await typesByLength(known, buckets, context),
        buckets,
      }),
    );
  return {
    found: outcomes.flatMap((outcome) => ("candidate" in outcome ? [outcome] : [])),
    skipped: outcomes.flatMap((outcome) => ("candidate" in outcome ? [] : [outcome])),
  };
}

/** The cheapest mix of one kind that keeps the objectives, or why there is none to look at. */
async function cheapestMix(search: MixSearch): Promise<FoundMix | Skipped> {
  const { deals, names, types, limitPerHour } = search;
  if (types.length < 2)
    return notSearched(
      deals,
      names,
      `${types.length === 0 ? "none" : "only one"} of them keeps the objectives ${deals === "shares" ? "" : "for requests of some length "}with a single user`,
      "floor latency",
    );
  const bound = await proposed(search, "at most", 1, []);
  if (bound === null)
    return notSearched(
      deals,
      names,
      "no two of the machine types that are allowed could carry the busiest hour together",
      "load",
    );
  const limit = `$${perMonth(limitPerHour)}`;
  const dearest =
    limitPerHour < Number.POSITIVE_INFINITY
      ? ` for less than ${limit} a month, 1 % below the cheapest fleet of one type,`
      : "";
  if (bound.leastPerHour >= limitPerHour)
    return notSearched(
      deals,
      names,
      `by the most that each machine computes, any would cost at least $${perMonth(bound.leastPerHour)} a month, and those that count cost less than ${limit}: 1 % below the cheapest fleet of one type`,
    );
  const { best, tries } = await narrowed(search, bound.leastPerHour);
  if (best !== null) return withFewest(best, search);
  return notSearched(
    deals,
    names,
    tries === 0
      ? `none${dearest} would carry the busiest hour by what fleets of its machines carry`
      : `the ${tries === 1 ? "one" : tries} with most room${dearest} ${tries === 1 ? "misses" : "miss"} the objectives in simulation`,
    "load",
  );
}

/**
 * Simulates the mix with most room for a price: first just below the limit, and after one that holds for half way down to where none is left or
 * the one with most room misses.
 *
 * @param leastPerHour below which no mix can be
 */
async function narrowed(
  search: MixSearch,
  leastPerHour: number,
): Promise<{ best: FoundMix | null; tries: number }> {
  const missed: MissedMix[] = [];
  let best: FoundMix | null = null;
  let [low, high] = [leastPerHour, search.limitPerHour];
  let room = 1;
  let tries = 0;
  while (tries < MOST_TRIES) {
    const isBounded = high < Number.POSITIVE_INFINITY;
    if (best === null && isBounded && tries === TRIES_AT_FIRST) break;
    const half = (low + high) / 2;
    const cheap = best === null ? null : await roomiest(search, half, missed);
    const next =
      cheap ?? (isBounded ? await roomiest(search, high, missed) : await unbounded(search, room, missed));
    if (next === null) break;
    tries++;
    const found = await simulated(groupsOf(next.mix, search), search);
    if (found.holds) {
      best = found.mix;
      high = next.perHour;
    } else {
      missed.push(next.mix);
      if (cheap !== null) low = half;
      room *= 1.15;
    }
  }
  return { best, tries };
}

/** The cheapest mix with so much room where no fleet of one type sets a price; where none likely has it, the one that may carry the rate at all. */
async function unbounded(
  search: MixSearch,
  room: number,
  missed: readonly MissedMix[],
): Promise<Proposal | null> {
  return (await proposed(search, "likely", room, missed)) ?? (await proposed(search, "at most", 1, missed));
}

/** A mix in simulation at the busiest hour. */
async function simulated(
  groups: readonly MixGroup[],
  { context }: MixSearch,
): Promise<{ readonly holds: boolean; readonly mix: FoundMix }> {
  const { objectives, evaluator, spare } = context;
  const candidate = mixCandidate(groups, stepOf(groups, spare));
  context.onMix(candidate);
  const replicas = machinesIn(groups);
  const evaluation: Evaluation = await evaluator.evaluate(atBusiest(candidate, replicas, context));
  const mostPerSec = mostOfMix(groups) / replicas;
  return {
    holds: keepsAll(evaluation, objectives),
    mix: { candidate, replicas, evaluation, mostPerSec, bought: null },
  };
}

/** The group whose number changes: the cheapest one, in the finest steps; where spare ones stand in for any, the one that computes most. */
function stepOf(groups: readonly MixGroup[], spare: number): number {
  const prices = groups.map(({ candidate }) => candidate.machine.facts.price.pricePerHour);
  const most = groups.map(({ mostPerSec }) => mostPerSec);
  return spare > 0 ? most.indexOf(largest(most)) : prices.indexOf(smallest(prices));
}

/** The most that a mix computes of the traffic: all together, or, where each has its lengths, until the first group is full. */
function mostOfMix(groups: readonly MixGroup[]): number {
  return groups.some(({ share }) => share === null)
    ? groups.reduce((sum, { count, mostPerSec }) => sum + count * mostPerSec, 0)
    : smallest(groups.map(({ count, mostPerSec, share }) => (count * mostPerSec) / (share ?? 1)));
}

/** The mix with one replica less of each type as long as that holds: of what is listed, one less was simulated and misses. */
async function withFewest(found: FoundMix, search: MixSearch): Promise<FoundMix> {
  let best = found;
  for (let index = 0; index < best.candidate.groups.length; ) {
    const { groups } = best.candidate;
    const fewer = groups.map((group, at) => (at === index ? { ...group, count: group.count - 1 } : group));
    const next = (fewer[index]?.count ?? 0) > 0 ? await simulated(fewer, search) : null;
    if (next?.holds === true) best = next.mix;
    else index++;
  }
  return best;
}

const perMonth = (perHour: number): string => (perHour * HOURS_PER_MONTH).toFixed(0);

function notSearched(
  deals: MixSearch["deals"],
  names: readonly string[],
  why: string,
  reason: Skipped["reason"] = "price",
): Skipped {
  const settings = deals === "shares" ? "mixes of them that share all requests" : "mixes of them by length";
  return { machine: names.join(" + "), settings, why, reason };
}
