/** Closeness of a variant's outputs to the reference's, regardless of which are right. */
export interface Fidelity {
  readonly agreement: number;
  readonly cosine: { readonly mean: number | null; readonly min: number | null };
  readonly maxAbsoluteError: number | null;
  readonly maxRelativeError: number | null;
  readonly klDivergence: number | null;
}

/** The outputs of a model for each item. */
export interface ItemOutputs {
  readonly classes: readonly number[];
  /** One vector for each item, all of one length. */
  readonly rows: readonly Float64Array[];
}

/**
 * Share of the largest reference value of an item below which a value is near zero: an error relative to it says
 * nothing.
 */
const NEAR_ZERO = 0.01;

/**
 * Compares the outputs of a variant with the reference's, item by item. A figure is null where it does not exist:
 * single values have no direction and no softmax, and values that are not finite have no figure at all.
 */
export function fidelityOf(reference: ItemOutputs, variant: ItemOutputs): Fidelity {
  const pairs = reference.rows.map((row, item) => compare(row, variant.rows[item] as Float64Array));
  const cosines = pairs.map(({ cosine }) => cosine);
  return {
    agreement: mean(reference.classes.map((found, item) => (found === variant.classes[item] ? 1 : 0))),
    cosine: {
      mean: finite(mean(cosines)),
      min: finite(cosines.reduce((least, cosine) => Math.min(least, cosine), 1)),
    },
    maxAbsoluteError: finite(largestDifference(reference.rows, variant.rows)),
    maxRelativeError: finite(largest(pairs.map(({ relative }) => relative))),
    klDivergence: finite(mean(pairs.map(({ kl }) => kl))),
  };
}

/**
 * Largest difference between values at the same place; NaN where one is NaN or missing, while equal infinities do not
 * differ.
 */
export function largestDifference(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  return largest(a.map((row, item) => largest(row.map((value, i) => difference(value, b[item]?.[i])))));
}

/** The value; null where it is not finite and cannot be written down. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function compare(reference: Float64Array, variant: Float64Array) {
  const nearZero = NEAR_ZERO * largest(reference.filter(Number.isFinite).map(Math.abs));
  const errors = reference.map((value, i) =>
    Math.abs(value) > nearZero ? difference(value, variant[i]) / Math.abs(value) : 0,
  );
  const isVector = reference.length > 1;
  return {
    relative: largest(errors),
    cosine: isVector ? cosine(reference, variant) : Number.NaN,
    kl: isVector ? divergence(logSoftmax(reference), logSoftmax(variant)) : Number.NaN,
  };
}

/**
 * Cosine of the angle between two vectors. Both are scaled by their largest value first, so that no square overflows.
 */
function cosine(a: Float64Array, b: Float64Array): number {
  const [ours, theirs] = [largest(a.map(Math.abs)), largest(b.map(Math.abs))];
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [x, y] = [value / ours, (b[i] as number) / theirs];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb)));
}

/** KL(p ‖ q) in nats, from logarithms; values that p rules out add nothing. */
function divergence(logP: Float64Array, logQ: Float64Array): number {
  const sum = logP.reduce(
    (so, p, i) => (p === Number.NEGATIVE_INFINITY ? so : so + Math.exp(p) * (p - (logQ[i] as number))),
    0,
  );
  // Rounding may lead just below 0, where no divergence is.
  return Math.max(0, sum);
}

/** Logarithm of the softmax. The largest value is taken out first, so that nothing overflows. */
function logSoftmax(values: Float64Array): Float64Array {
  const most = largest(values, Number.NEGATIVE_INFINITY);
  const logSum = Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return values.map((value) => value - most - logSum);
}

const difference = (a: number, b = Number.NaN): number => (a === b ? 0 : Math.abs(a - b));

/**
 * Largest value, NaN where one of them is NaN. It is a loop because an output may have more values than a call takes
 * arguments.
 */
function largest(values: Iterable<number>, least = 0): number {
  let most = least;
  for (const value of values) most = Math.max(most, value);
  return most;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
