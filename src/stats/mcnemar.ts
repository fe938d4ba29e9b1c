import { NORMAL_95, NORMAL_975 } from "./student-t.ts";

/** Counts of how two variants of a model did on the same labelled items. */
export interface PairedCounts {
  readonly items: number;
  /** Number of items that the reference got right. */
  readonly rightInReference: number;
  /** Number of items that the reference got right and the variant wrong. */
  readonly lost: number;
  /** Number of items that the reference got wrong and the variant right. */
  readonly won: number;
}

export type LevelVerdict = "pass" | "not shown" | "fail";

/**
 * Exact two-sided p of McNemar's test (1947): were both as good, each item on which they differ would be a fair coin, so
 * `lost` is binomial. 1 where they never differ.
 */
export function mcnemarP({ lost, won }: Pick<PairedCounts, "lost" | "won">): number {
  const differing = lost + won;
  let logTerm = -differing * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(lost, won); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((differing - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

/**
 * 95 % interval of the variant's accuracy less the reference's. It held the truth in 93.2 to 100 of 100 cases, in 95.7 on
 * average, over all outcomes of 200 to 5000 items with 0 to 2 % net loss and 0.05 to 5 % won.
 */
export function differenceInterval({ items, lost, won }: PairedCounts): { low: number; high: number } {
  return {
    low: -highestLoss(lost, won, items, NORMAL_975),
    high: highestLoss(won, lost, items, NORMAL_975),
  };
}

/**
 * Whether the variant holds this share of the reference's accuracy, by the one-sided 95 % bounds of the paired loss, with half
 * an item as continuity correction: without it Tango's bound says "pass" to a variant that is just not good enough in
 * up to 6.7 of 100 cases, with it in at most 4.8, and "fail" to one that just is in as many (over the same outcomes).
 * The reference's own accuracy is taken as it was seen: at a level of 0.99 its uncertainty moves the allowed loss by
 * a hundredth of itself.
 */
export function verdictAt(level: number, { items, rightInReference, lost, won }: PairedCounts): LevelVerdict {
  const allowed = (1 - level) * (rightInReference / items);
  if (highestLoss(lost + 0.5, won, items, NORMAL_95) <= allowed) return "pass";
  return -highestLoss(won + 0.5, lost, items, NORMAL_95) > allowed ? "fail" : "not shown";
}

/**
 * The largest net loss, as a share of the items, that `z` standard errors do not rule out: Tango's score interval (1998,
 * "Equivalence test and confidence interval for the difference in proportions for the paired-sample design", Statistics in
 * Medicine 17, 891–908). The score falls as the loss rises, so halving finds its end.
 */
function highestLoss(lost: number, won: number, items: number, z: number): number {
  let low = Math.min(1, (lost - won) / items);
  let high = 1;
  for (let halved = 0; halved < 60; halved++) {
    const loss = (low + high) / 2;
    if (score(lost, won, items, loss) > -z) low = loss;
    else high = loss;
  }
  return high;
}

/** Observed loss less `loss`, in standard errors that hold if `loss` is true. */
function score(lost: number, won: number, items: number, loss: number): number {
  // Likeliest share of items won, given the loss: the larger root of Tango's quadratic.
  const b = (2 * items - lost + won) * loss - lost - won;
  const c = -won * loss * (1 - loss);
  const share = (Math.sqrt(Math.max(0, b * b - 8 * items * c)) - b) / (4 * items);
  return (lost - won - items * loss) / Math.sqrt(items * (2 * share + loss * (1 - loss)));
}
