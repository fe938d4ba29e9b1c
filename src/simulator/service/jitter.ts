import { normal, type Rng } from "../../core/rng.ts";

/** A measured quantile: this share of executions took at most this time. */
export interface Quantile {
  readonly share: number;
  readonly timeMs: number;
}

/** Draws the factor, of mean 1, by which an execution takes longer than the mean. */
export type DrawFactor = (rng: Rng) => number;

/** A lognormal factor; `spread` is the standard deviation of its logarithm. */
export function lognormalFactor(spread: number): DrawFactor {
  if (spread === 0) return () => 1;
  return (rng) => Math.exp(spread * normal(rng) - (spread * spread) / 2);
}

/**
 * A factor with measured quantiles: in a straight line between them, and beyond the outermost ones at their values, so that nothing
 * is drawn that was not measured.
 */
export function quantileFactor(quantiles: readonly Quantile[]): DrawFactor {
  const sorted = quantiles.toSorted((a, b) => a.share - b.share);
  const mean = meanOf(sorted);
  return (rng) => timeAt(sorted, rng()) / mean;
}

function timeAt(sorted: readonly Quantile[], share: number): number {
  const above = sorted.findIndex((quantile) => quantile.share >= share);
  const next = sorted[above];
  if (next === undefined) return sorted.at(-1)?.timeMs ?? 1;
  const last = sorted[above - 1];
  if (last === undefined || next.share === last.share) return next.timeMs;
  return last.timeMs + ((next.timeMs - last.timeMs) * (share - last.share)) / (next.share - last.share);
}

/** The mean of what `timeAt` draws: the area under its line. */
function meanOf(sorted: readonly Quantile[]): number {
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return 1;
  let area = first.share * first.timeMs + (1 - last.share) * last.timeMs;
  for (const [index, { share, timeMs }] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined) area += ((next.share - share) * (next.timeMs + timeMs)) / 2;
  }
  return area > 0 ? area : 1;
}
