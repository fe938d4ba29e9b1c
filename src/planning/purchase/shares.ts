import { absentZones, type ZoneShares, zoneShares } from "./absence.ts";
import type { SpotParameters } from "./spot-parameters.ts";

/** The policies that say what takes the place of spot machines that were taken away, by their names. */
export const FALLBACKS = {
  none: {
    hasExtra: false,
    isReplaced: false,
    short: "nothing in their place",
    words: "nothing takes their place until their zone has machines again",
  },
  "on-demand": {
    hasExtra: false,
    isReplaced: true,
    short: "on-demand ones in their place",
    words:
      "an on-demand machine is ordered in the place of each with its notice, until one of its zone serves again",
  },
  overprovision: {
    hasExtra: true,
    isReplaced: false,
    short: "more than are needed",
    words: "more spot machines than are needed run all the time, and nothing else takes their place",
  },
  "overprovision-then-on-demand": {
    hasExtra: true,
    isReplaced: true,
    short: "more than are needed, and on-demand ones in their place",
    words:
      "more spot machines than are needed run all the time, and an on-demand machine is ordered in the place of each with its notice",
  },
} as const;

export type FallbackName = keyof typeof FALLBACKS;

/** The prices of a machine type that may be bought as spot machine, an hour. */
export interface SpotOffer {
  readonly parameters: SpotParameters;
  readonly spotUsd: number;
  /** The cheapest way of paying for a machine that is never taken away; null where none is allowed. */
  readonly baseUsd: number | null;
  /** Price on demand; null where no machine may be ordered on demand. */
  readonly onDemandUsd: number | null;
}

/** A way to buy a fleet: how many machines are never taken away, how many are spot machines, and what takes the place of those. */
export interface Purchase {
  readonly fallback: FallbackName;
  readonly base: number;
  readonly spot: number;
  /** Spot machines among them beyond what the objectives need. */
  readonly extra: number;
  readonly zone: ZoneShares;
  readonly usdPerHour: PurchaseCost;
}

/** What an hour costs on average, by what it is paid for. */
export interface PurchaseCost {
  readonly base: number;
  readonly spot: number;
  readonly fallback: number;
  readonly all: number;
}

/** Shares of the needed replicas that are never taken away. */
const BASE_SHARES = [0, 0.5, 0.75];

/**
 * The ways to buy a fleet with spot machines that are tried, cheapest first: all, half or a quarter of the needed replicas as spot machines, by each policy.
 *
 * @param needed replicas that the objectives need
 * @param spare replicas that may fail beside those, which are never spot machines where others are allowed
 * @param budgetMinutes minutes of a month in which the objectives may be missed: extra machines make good for as many zones as are missing for longer together
 */
export function purchasesOf(
  offer: SpotOffer,
  {
    needed,
    spare,
    budgetMinutes,
  }: { readonly needed: number; readonly spare: number; readonly budgetMinutes: number },
): Purchase[] {
  const names = Object.keys(FALLBACKS) as FallbackName[];
  const purchases = BASE_SHARES.flatMap((share) =>
    names.flatMap((fallback) => {
      const one = purchaseOf(offer, { fallback, share, needed, spare, budgetMinutes });
      return one === null ? [] : [one];
    }),
  );
  const seen = new Set<string>();
  return purchases
    .filter(({ fallback, base, spot }) => {
      const key = `${fallback} ${base} ${spot}`;
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((one, other) => one.usdPerHour.all - other.usdPerHour.all);
}

/** One way to buy a fleet by a policy; null where it cannot be. */
export function purchaseOf(
  offer: SpotOffer,
  wish: {
    readonly fallback: FallbackName;
    /** The share of the needed replicas that are never taken away. */
    readonly share: number;
    readonly needed: number;
    readonly spare: number;
    readonly budgetMinutes: number;
  },
): Purchase | null {
  const { parameters, baseUsd, onDemandUsd } = offer;
  const { hasExtra, isReplaced } = FALLBACKS[wish.fallback];
  if (isReplaced && onDemandUsd === null) return null;
  if (baseUsd === null && wish.share > 0) return null;
  const kept = Math.floor(wish.share * wish.needed);
  const zone = zoneShares(parameters, isReplaced);
  const plain = wish.needed - kept + (baseUsd === null ? wish.spare : 0);
  if (plain < 1) return null;
  const gone = zonesToBear(parameters.zones, zone, wish.budgetMinutes);
  const spot = hasExtra ? withoutZones(plain, parameters.zones, gone) : plain;
  if (spot === null || (hasExtra && spot === plain)) return null;
  const base = kept + (baseUsd === null ? 0 : wish.spare);
  return {
    fallback: wish.fallback,
    base,
    spot,
    extra: spot - plain,
    zone,
    usdPerHour: costOf(offer, { base, spot, zone }),
  };
}

function costOf(
  { spotUsd, baseUsd, onDemandUsd }: SpotOffer,
  { base, spot, zone }: Pick<Purchase, "base" | "spot" | "zone">,
): PurchaseCost {
  const parts = {
    base: base * (baseUsd ?? 0),
    spot: spot * zone.spotPaid * spotUsd,
    fallback: spot * zone.fallbackPaid * (onDemandUsd ?? 0),
  };
  return { ...parts, all: parts.base + parts.spot + parts.fallback };
}

/** The least that a replica of an offer can cost an hour: no purchase is cheaper. */
export function leastUsdPerHour({ parameters, spotUsd, baseUsd }: SpotOffer): number {
  return Math.min(spotUsd * zoneShares(parameters, false).spotPaid, baseUsd ?? Number.POSITIVE_INFINITY);
}

/** How many zones may be missing at once while the others suffice, so that more of them are missing for no longer than is allowed. */
function zonesToBear(zones: number, shares: ZoneShares, budgetMinutes: number): number {
  const states = absentZones(zones, shares);
  let bearable = zones;
  let minutes = 0;
  while (bearable > 1) {
    minutes += states[bearable - 1]?.minutesPerMonth ?? 0;
    if (minutes > budgetMinutes) break;
    bearable--;
  }
  return bearable;
}

/** Spot machines of which so many are left when zones are gone; null where all zones may be gone. */
function withoutZones(left: number, zones: number, gone: number): number | null {
  if (gone >= zones) return null;
  let spot = left;
  while (spot - lostOf(spot, zones, gone) < left) spot++;
  return spot;
}

/** The most machines that so many zones have, where they are spread in turn. */
export function lostOf(spot: number, zones: number, gone: number): number {
  let lost = 0;
  for (let zone = 0; zone < gone; zone++) lost += Math.ceil(Math.max(0, spot - zone) / zones);
  return lost;
}
