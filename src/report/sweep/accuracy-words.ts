import { ABSENT, formatCount, formatShare } from "../../core/format.ts";
import type { SweepResult, VariantAccuracy } from "../../result/sweep-result.ts";
import { askedShare } from "./points.ts";
import { isBarred } from "./variants.ts";

/** The text of a difference of two shares: `−0.19 points`. */
export function formatPoints(difference: number | null): string {
  if (difference === null) return ABSENT;
  const text = Math.abs(100 * difference).toFixed(2);
  const sign = Number(text) === 0 ? "" : difference < 0 ? "−" : "+";
  return `${sign}${text} points`;
}

/** The accuracy of one variant on one line, for a terminal. */
export function accuracyWords(result: SweepResult, accuracy: VariantAccuracy): string {
  const barred = isBarred(result, accuracy.variant) ? "; never recommended" : "";
  if (accuracy.reference) {
    return accuracy.accuracy === null
      ? "the reference"
      : `${formatShare(accuracy.accuracy, 1)}, the reference`;
  }
  const agreement =
    accuracy.agreement === null ? "" : `same class as the reference in ${formatShare(accuracy.agreement, 1)}`;
  if (!accuracy.labelled) return `not known, no labels${agreement && `; ${agreement}`}${barred}`;
  const verdicts = accuracy.verdicts.map(({ level, verdict }) => `≥ ${askedShare(level)}: ${verdict}`);
  const discordant = `${formatCount(accuracy.lost ?? 0)} lost, ${formatCount(accuracy.won ?? 0)} won`;
  return [
    `${accuracy.accuracy === null ? ABSENT : formatShare(accuracy.accuracy, 1)} (${formatPoints(accuracy.difference)}; ${discordant})`,
    ...verdicts,
  ]
    .join(", ")
    .concat(barred);
}

/** The note on accuracy without labels, which is numerical fidelity; null where there are labels. */
export function unlabelledNote({ accuracy }: SweepResult): string | null {
  return accuracy.length > 0 && accuracy.every(({ labelled }) => !labelled)
    ? "there are no labels for this model, so the report shows how near each variant computes to the reference (numerical fidelity), and not how often it is right"
    : null;
}
