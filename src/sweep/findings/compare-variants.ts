import type { VariantAccuracy } from "../../result/sweep-result.ts";
import { fidelityOf, type ItemOutputs } from "../../stats/fidelity.ts";
import { differenceInterval, mcnemarP, type PairedCounts, verdictAt } from "../../stats/mcnemar.ts";

/** Shares of the reference's accuracy that MLPerf's closed division asks of a quantised model, one or the other. */
const LEVELS = [0.999, 0.99];

/** The answers of one variant. */
export interface VariantAnswers extends ItemOutputs {
  readonly variant: string;
  /** Label of each item; null where labels are not known. */
  readonly labels: readonly number[] | null;
  readonly batchInvariance: number | null;
  readonly deterministic: boolean;
}

/**
 * Compares a variant with the reference, which got the same items in the same order. The comparisons are null for the
 * reference itself.
 */
export function compareVariants(found: VariantAnswers, reference: VariantAnswers): VariantAccuracy {
  const isReference = found === reference;
  const counts = pairedCounts(found, reference);
  const { variant, rows, batchInvariance, deterministic } = found;
  const right = counts && counts.rightInReference - counts.lost + counts.won;
  return {
    variant,
    reference: isReference,
    labelled: counts !== null,
    items: rows.length,
    right,
    accuracy: right && right / rows.length,
    ...(isReference ? NOT_COMPARED : compared(found, reference, counts)),
    batchInvariance,
    deterministic,
    verdicts: LEVELS.flatMap((level) =>
      counts === null ? [] : { level, verdict: isReference ? "pass" : verdictAt(level, counts) },
    ),
  };
}

const NOT_COMPARED = {
  lost: null,
  won: null,
  difference: null,
  differenceInterval: null,
  mcnemarP: null,
  agreement: null,
  cosine: { mean: null, min: null },
  maxAbsoluteError: null,
  maxRelativeError: null,
  klDivergence: null,
};

function compared(found: VariantAnswers, reference: VariantAnswers, counts: PairedCounts | null) {
  return {
    ...NOT_COMPARED,
    ...(counts && {
      lost: counts.lost,
      won: counts.won,
      difference: (counts.won - counts.lost) / counts.items,
      differenceInterval: differenceInterval(counts),
      mcnemarP: mcnemarP(counts),
    }),
    ...fidelityOf(reference, found),
  };
}

function pairedCounts(found: VariantAnswers, { labels, classes }: VariantAnswers): PairedCounts | null {
  if (labels === null) return null;
  let [rightInReference, lost, won] = [0, 0, 0];
  for (const [item, label] of labels.entries()) {
    const was = classes[item] === label;
    const is = found.classes[item] === label;
    if (was) rightInReference++;
    if (was && !is) lost++;
    if (!was && is) won++;
  }
  return { items: labels.length, rightInReference, lost, won };
}
