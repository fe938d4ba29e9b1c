import type { Rng } from "../core/rng.ts";

/** One change point: the values from `at` on differ in distribution from those before it. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number;
  /** The p-value of the permutation test that found it. */
  readonly p: number;
}

/** The rule by which change points are looked for. */
export interface ChangeRule {
  /** The chance at most that a series without a change is said to have one. */
  readonly alpha: number;
  /** Permutations of each test; 1 / (permutations + 1) is the smallest p that can come out. */
  readonly permutations: number;
  /** The fewest values between two change points, and before the first and after the last; at least 2. */
  readonly fewest: number;
}

/**
 * The change points of a series by E-divisive (Matteson & James 2014, "A nonparametric approach for multiple change point analysis of
 * multivariate data", JASA 109, with α = 1). The stretch is looked for whose energy distance to what stands before it is largest, and
 * tested by permutations within the stretches found so far; where it is significant it divides its stretch, and the search goes on. Nothing is
 * taken of the distribution of the values, only that, without a change, each order of them is as likely as any other.
 *
 * O(values² · permutations) at worst. A test ends as soon as its answer is certain, which for a series without a change is soon.
 */
export function changePoints(values: readonly number[], rule: ChangeRule, rng: Rng): ChangePoint[] {
  const { alpha, permutations, fewest } = rule;
  const most = Math.floor(alpha * (permutations + 1)) - 1;
  const found: ChangePoint[] = [];
  const series = Float64Array.from(values);
  for (;;) {
    const ends = [0, ...found.map(({ at }) => at).sort((a, b) => a - b), series.length];
    const best = bestSplit(series, ends, fewest);
    if (best === null || best.size <= 0) break;
    const exceeding = countExceeding(series, ends, best.size, { permutations, fewest, most }, rng);
    if (exceeding > most) break;
    found.push({ at: best.at, p: (1 + exceeding) / (permutations + 1) });
  }
  return found.sort((a, b) => a.at - b.at);
}

interface Split {
  readonly at: number;
  /** The scaled energy distance of both sides, Q of the paper. */
  readonly size: number;
}

/** The part of the observed size that counts as reached: sums in another order differ in their last digits. */
const REACHED = 1 - 1e-9;

/** The number of permutations whose best split is as large as the observed one; it stops counting beyond `most`. */
function countExceeding(
  series: Float64Array,
  ends: readonly number[],
  size: number,
  { permutations, fewest, most }: { permutations: number; fewest: number; most: number },
  rng: Rng,
): number {
  const shuffled = series.slice();
  let exceeding = 0;
  for (let i = 0; i < permutations && exceeding <= most; i++) {
    for (const [k, from] of ends.slice(0, -1).entries()) shuffle(shuffled, from, ends[k + 1] as number, rng);
    const reached = bestSplit(shuffled, ends, fewest)?.size ?? 0;
    if (reached >= size * REACHED) exceeding++;
  }
  return exceeding;
}

/** Puts the values of a stretch into a random order (Fisher & Yates). */
function shuffle(series: Float64Array, from: number, to: number, rng: Rng): void {
  for (let i = to - 1; i > from; i--) {
    const j = from + Math.floor(rng() * (i - from + 1));
    const kept = series[i] as number;
    series[i] = series[j] as number;
    series[j] = kept;
  }
}

/** The best split of any stretch between two neighbouring ends; null where all are too short. */
function bestSplit(series: Float64Array, ends: readonly number[], fewest: number): Split | null {
  let best: Split | null = null;
  for (const [k, from] of ends.slice(0, -1).entries()) {
    const split = splitOf(series.subarray(from, ends[k + 1]), fewest);
    if (split !== null && (best === null || split.size > best.size))
      best = { at: from + split.at, size: split.size };
  }
  return best;
}

/** The most ends of the later stretch that are tried: in a longer series every one would take far longer and find little more. */
const MOST_ENDS = 64;

/**
 * The split of one stretch that has the largest Q: between the values before `at`, and those from there up to an end of their own, which
 * need not be that of the stretch. So a rise that falls back later is not hidden by what follows.
 *
 * With n values before, m after, and sums of absolute differences within (W) and across (C), n·m/(n+m) times the energy distance is
 * Q = 2 (C − W₁·m/(n−1) − W₂·n/(m−1)) / (n+m). The sums are carried along from one split to the next.
 */
function splitOf(series: Float64Array, fewest: number): Split | null {
  const length = series.length;
  if (length < 2 * fewest) return null;
  const before = sumsWithinHeads(series);
  const after = new Float64Array(length + 1);
  const inverse = inverses(length);
  const step = Math.ceil(length / MOST_ENDS);
  let at = 0;
  let size = Number.NEGATIVE_INFINITY;
  for (let n = length - 1; n >= fewest; n--) {
    const value = series[n] as number;
    const within = before[n] as number;
    const scaled = within * (inverse[n - 1] as number);
    let row = 0;
    let next = n;
    for (let end = length - step * Math.floor((length - n - 1) / step); end <= length; end += step) {
      for (; next < end; next++) row += Math.abs(value - (series[next] as number));
      const own = (after[end] as number) + row;
      after[end] = own;
      const m = end - n;
      if (m < fewest) continue;
      const across = (before[end] as number) - within - own;
      const inside = scaled * m + own * n * (inverse[m - 1] as number);
      const found = 2 * (across - inside) * (inverse[end] as number);
      if (found > size) {
        size = found;
        at = n;
      }
    }
  }
  return { at, size };
}

/** The inverses of whole numbers: the innermost loop runs a hundred million times, and a division takes as long as all else in it. */
let known = new Float64Array(0);
function inverses(upTo: number): Float64Array {
  if (known.length <= upTo) known = Float64Array.from({ length: upTo + 1 }, (_, i) => 1 / i);
  return known;
}

/** For every length, the sum of absolute differences among so many first values. */
function sumsWithinHeads(series: Float64Array): Float64Array {
  const sums = new Float64Array(series.length + 1);
  for (let end = 1; end <= series.length; end++) {
    const value = series[end - 1] as number;
    let row = 0;
    for (let i = 0; i < end - 1; i++) row += Math.abs(value - (series[i] as number));
    sums[end] = (sums[end - 1] as number) + row;
  }
  return sums;
}
