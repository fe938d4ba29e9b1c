import { formatCount, formatShare } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The finding of --verify as a sentence; null without it. */
export function valuesSentence({ verify, accuracy, requests }: RunResult): string | null {
  if (verify === "reference") {
    const differing = requests.failures
      .filter(({ failure }) => failure === "response-value")
      .reduce((sum, { count }) => sum + count, 0);
    return differing === 0
      ? "Every ok answer said what the same request was answered alone, before the load."
      : `${formatCount(differing)} answers did not say what the same request was answered alone, before the load: they are wrong.`;
  }
  if (accuracy === null) return null;
  const { checked, right, interval, differentItems, beforeLoad, differing } = accuracy;
  if (interval === null || beforeLoad === null) return "No labelled item was answered.";
  const percent = (share: number) => formatShare(share, 1);
  const changed =
    differing === 0
      ? "every item was given the same class as then"
      : `${formatCount(differing)} (${formatShare(differing, checked)}) were given another class then`;
  return `${formatShare(right, checked)} of ${formatCount(checked)} labelled items were answered right (95 % interval ${percent(interval.low)} to ${percent(interval.high)}, from ${formatCount(differentItems)} different ones); asked alone before the load, ${percent(beforeLoad)} of the same; ${changed}.`;
}
