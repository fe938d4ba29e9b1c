import type { Histogram } from "../histogram.ts";

/** Share of moments at which something waited longer than a time. */
export interface Wait {
  readonly ms: number;
  readonly share: number;
}

/** A statistic of a latency: a percentile, 0 to 100 without its ends; or the longest, or the mean of all. */
export type Statistic = number | "max" | "mean";

/**
 * A statistic as it would be if no answer had waited to be read: what was seen is the time itself plus a wait, which falls on moments
 * whatever the server does. So n·P(seen > x) = n·Σ P(wait) · P(time > x − wait), solved for P(time > x), with what was seen in place of the
 * time on the right: right to the first order of the share that waited. Where that share is small, next to nothing is taken off.
 *
 * @param waits shares of moments with longer waits than rising times
 */
export function withoutWaits(seen: Histogram, waits: readonly Wait[], statistic: Statistic): number {
  const steps = stepsOf(waits);
  if (statistic === "mean")
    return Math.max(0, seen.meanMs - steps.reduce((sum, { ms, share }) => sum + ms * share, 0));
  const buckets = seen.buckets();
  const above = aboveOf(buckets);
  const waiting = steps.reduce((sum, { share }) => sum + share, 0);
  const estimate = (ms: number) =>
    (above(ms) - steps.reduce((sum, wait) => sum + wait.share * above(ms - wait.ms), 0)) / (1 - waiting);
  const allowed = statistic === "max" ? 0.5 : (1 - statistic / 100) * seen.count;
  const foundMs = statistic === "max" ? seen.maxMs : seen.percentileMs(statistic);
  if (waiting === 0 || waiting >= 1) return foundMs;
  let [low, high] = [0, buckets.findIndex(({ upToMs }) => upToMs >= foundMs)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (estimate(upToMs(buckets, middle)) <= allowed) high = middle;
    else low = middle + 1;
  }
  return upToMs(buckets, high);
}

/** Number of requests that only a wait took beyond a limit, by the same reasoning. */
export function pushedBeyond(seen: Histogram, waits: readonly Wait[], limitMs: number): number {
  const above = aboveOf(seen.buckets());
  return stepsOf(waits).reduce(
    (sum, { ms, share }) => sum + share * (above(limitMs - ms) - above(limitMs)),
    0,
  );
}

/** Parts that the waits between two times are spread over. */
const PARTS = 8;

/** The waits themselves, with the share of moments that had each: between two times they are taken to be spread evenly. */
function stepsOf(waits: readonly Wait[]): Wait[] {
  return waits.flatMap(({ ms, share }, at) => {
    const next = waits[at + 1] ?? { ms: ms * Math.SQRT2, share: 0 };
    const part = (share - next.share) / PARTS;
    return Array.from({ length: PARTS }, (_, i) => ({
      ms: ms + ((next.ms - ms) * (i + 0.5)) / PARTS,
      share: part,
    }));
  });
}

/** Number of values above a time, from buckets in rising order. */
function aboveOf(buckets: Buckets) {
  const from: number[] = [0];
  for (const { count } of buckets.toReversed()) from.push((from.at(-1) as number) + count);
  return (ms: number): number => {
    let [low, high] = [0, buckets.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upToMs(buckets, middle) > ms) high = middle;
      else low = middle + 1;
    }
    return from[buckets.length - low] as number;
  };
}

type Buckets = readonly { readonly upToMs: number; readonly count: number }[];

function upToMs(buckets: Buckets, at: number): number {
  return (buckets[at] as Buckets[number]).upToMs;
}
