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
 * Largest lag-1 autocorrelation at which neighbouring batches count as repetitions; longer batches may be less
 * correlated.
 */
const MOST_LAG1 = 0.2;
/**
 * Fewest batches. Between 10 and 30 is best: fewer have too uncertain a spread, and more of them gain nothing
 * (Schmeiser 1982).
 */
const FEWEST_BATCHES = 10;
const MOST_BATCHES = 32;

/**
 * Nonoverlapping batch means (Conway 1963; Law & Kelton, "Simulation modeling and analysis", ch. 9): one long run is
 * cut into stretches long enough that each is nearly an independent run, and their spread says how far the whole may be
 * off. Stretches are doubled until neighbours are no longer correlated. Negative correlation is accepted: it makes
 * the spread too large, never too small.
 *
 * Stretches of time hold different numbers of requests, and a busy one should weigh more in a figure per request. So
 * the figure is a ratio of sums, with the variance of a ratio estimator, m/(m−1) · Σ (x_j − r·n_j)² / (Σ n_j)²
 * (Cochran 1977, "Sampling techniques", §2.11). Where all n_j are equal it is the plain variance of a mean.
 *
 * @returns null when even the longest stretches, of which there are at least 10, still depend on each other
 */
export function batchMeans(blocks: readonly Batch[]): BatchMeans | null {
  for (let batches = blocks; batches.length >= FEWEST_BATCHES; batches = mergeNeighbours(batches)) {
    if (batches.length > MOST_BATCHES) continue;
    const count = sum(batches, (batch) => batch.count);
    const ratio = sum(batches, (batch) => batch.amount) / count;
    const deviations = batches.map((batch) => batch.amount - ratio * batch.count);
    const squares = deviations.reduce((total, d) => total + d * d, 0);
    if (lag1(deviations, squares) < MOST_LAG1) {
      const m = batches.length;
      return { ratio, variance: ((m / (m - 1)) * squares) / count ** 2, batches: m };
    }
  }
  return null;
}

/** Lag-1 autocorrelation of deviations, whose mean is 0; 0 where nothing deviates. */
function lag1(deviations: readonly number[], squares: number): number {
  if (squares === 0) return 0;
  return deviations.reduce((total, d, i) => total + d * (deviations[i + 1] ?? 0), 0) / squares;
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
