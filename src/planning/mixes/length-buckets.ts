import type { LengthRange } from "../../simulator/pools/machine-pool.ts";

/** Requests of alike lengths, which a mix of machines sends to one type. */
export interface LengthBucket extends LengthRange {
  /** Share of the requests whose length lies in it. */
  readonly share: number;
}

/** Most buckets: finer ones ask for a machine of their own each, and few fleets have so many types. */
const MOST = 6;
/** Shares of the requests at which lengths are cut that are many; most of the work is that of the few long ones, as a rule. */
const CUTS = [0.25, 0.5, 0.75, 0.9, 0.97];

/** The buckets that requests of these lengths fall into, the shortest first: one for each length where there are few, else by quantiles. */
export function lengthBuckets(lengths: readonly number[]): readonly LengthBucket[] {
  const sorted = lengths.toSorted((one, other) => one - other);
  const distinct = [...new Set(sorted)];
  const starts =
    distinct.length <= MOST
      ? distinct.slice(1)
      : [...new Set(CUTS.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0))].filter(
          (length) => length > (sorted[0] ?? 0),
        );
  return [0, ...starts].map((from, index) => {
    const below = starts[index] ?? null;
    const own = sorted.filter((length) => length >= from && (below === null || length < below));
    return { from, below, share: own.length / sorted.length };
  });
}
