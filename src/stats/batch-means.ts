import type { TimeBlocks } from "./time-blocks.ts";

/** The part that one stretch of the run has in a figure that is Σ amount ÷ Σ count. */
export interface Batch {
  readonly count: number;
  readonly amount: number;
}

export interface BatchMeans {
  /** Σ amount ÷ Σ count over the whole run. */
  readonly ratio: number;
  /** Variance of that ratio from run to run. */
  readonly variance: number;
  readonly batches: number;
}

/**
 * Number of batches: between 10 and 30 is best, since fewer have too uncertain a spread, and more of them gain nothing
 * (Schmeiser 1982). As few as that allows are taken, because long batches depend least on each other.
 */
export const FEWEST_BATCHES = 10;
const MOST_BATCHES = 19;
/** Largest lag-1 autocorrelation of batches at which the run is still several times as long as its memory. */
const MOST_LAG1 = 0.6;

/**
 * Nonoverlapping batch means (Conway 1963; Law & Kelton, "Simulation modeling and analysis", ch. 9): one long run is
 * cut into 10 to 19 stretches, and their spread says how far the whole may be off.
 *
 * Neighbours still depend on each other a little. The batches are taken for an autoregression of first order, of which
 * the variance of the mean is (1 + φ)/(1 − φ) times that of independent values (Bayley & Hammersley 1946). φ is the
 * lag-1 autocorrelation, plus 1/m for the bias of its estimate from m batches (Kendall 1954); one below 0 counts as 0.
 * It is not asked whether neighbours *look* independent: a run in which little happened does, and would be trusted for it.
 *
 * Stretches of time hold different numbers of requests, and a busy one should weigh more in a figure per request. So
 * the figure is a ratio of sums, with the variance of a ratio estimator, m/(m−1) · Σ (x_j − r·n_j)² / (Σ n_j)²
 * (Cochran 1977, "Sampling techniques", §2.11). Where all n_j are equal it is the plain variance of a mean.
 *
 * @returns null for fewer than 10 blocks, and where even the longest stretches depend on each other strongly
 */
export function batchMeans(blocks: readonly Batch[]): BatchMeans | null {
  let batches = blocks;
  while (batches.length > MOST_BATCHES) batches = mergeNeighbours(batches);
  const m = batches.length;
  if (m < FEWEST_BATCHES) return null;
  const count = sum(batches, (batch) => batch.count);
  const ratio = sum(batches, (batch) => batch.amount) / count;
  const deviations = batches.map((batch) => batch.amount - ratio * batch.count);
  const squares = deviations.reduce((total, d) => total + d * d, 0);
  if (squares === 0) return { ratio, variance: 0, batches: m };
  const lag1 = deviations.reduce((total, d, i) => total + d * (deviations[i + 1] ?? 0), 0) / squares;
  if (lag1 > MOST_LAG1) return null;
  const memory = Math.max(0, lag1 + 1 / m);
  const independent = ((m / (m - 1)) * squares) / count ** 2;
  return { ratio, variance: (independent * (1 + memory)) / (1 - memory), batches: m };
}

function mergeNeighbours(batches: readonly Batch[]): Batch[] {
  const merged: Batch[] = [];
  for (let i = 0; i < batches.length; i += 2) {
    const pair = batches.slice(i, i + 2);
    merged.push({ count: sum(pair, (b) => b.count), amount: sum(pair, (b) => b.amount) });
  }
  return merged;
}

function sum(batches: readonly Batch[], of: (batch: Batch) => number): number {
  return batches.reduce((total, batch) => total + of(batch), 0);
}

/** Why the spread of blocks tells nothing of how far a figure may be off. */
export function whyDependent({ all, blockMs }: Pick<TimeBlocks<unknown>, "all" | "blockMs">): string {
  if (all.length < FEWEST_BATCHES)
    return `the run is ${all.length} blocks of ${blockMs / 1000} s, and ${FEWEST_BATCHES} are needed`;
  return "the longest stretches of the run still depend on each other: a longer run is needed";
}
