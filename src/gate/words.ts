import { plural } from "../core/format.ts";
import type { GateMetricResult } from "../result/gate-result.ts";

type Compared = Pick<GateMetricResult, "compared">;

/** The size of a worsening, without its direction: `4.1 %`, or `0.5 points` (percentage points) for shares. */
export function sizeWords({ compared }: Compared, worsening: number): string {
  const percent = 100 * Math.abs(worsening);
  const number = percent.toLocaleString("en-US", { maximumSignificantDigits: percent < 10 ? 2 : 3 });
  return `${number} ${compared === "difference" ? "points" : "%"}`;
}

const NO_DIFFERENCE = "no different";

/** A worsening in words: `4.1 % worse`, `2 % better`, `no different`. */
export function worseningWords(metric: Compared, worsening: number): string {
  const size = sizeWords(metric, worsening);
  if (/^0 /.test(size)) return NO_DIFFERENCE;
  return `${size} ${worsening > 0 ? "worse" : "better"}`;
}

/** The bounds of a worsening in words: `2 % better to 7 % worse`. */
export function boundsWords(metric: Compared & Pick<GateMetricResult, "low" | "high">): string {
  const { low, high } = metric;
  if (low === null && high === null) return "no bounds";
  const bound = (one: number | null) => (one === null ? "no bound" : worseningWords(metric, one));
  const [least, most] = [bound(low), bound(high)];
  return least === most ? `${least} at both bounds` : `${least} to ${most}`;
}

/** What was found of a metric, as a phrase that may follow others. */
export function metricSentence(metric: Omit<GateMetricResult, "sentence">): string {
  const { title, answer, worsening, high, tolerance, note } = metric;
  if (worsening === null || answer === "error") return `${title} has no data (${note ?? "no pair has it"})`;
  const found = `${title} is ${worseningWords(metric, worsening)}`;
  const tolerated = `tolerated ${sizeWords(metric, tolerance)}`;
  if (answer === "pass") return `${found}${atMost(metric, high ?? 0)}, ${tolerated}`;
  const open = answer === "inconclusive" && note !== null ? `; ${note}` : "";
  return `${found} (${boundsWords(metric)}), ${tolerated}${open}`;
}

/** The bound by which a metric passes, in brackets; nothing where that is 0. */
function atMost(metric: Compared, high: number): string {
  const words = worseningWords(metric, high);
  if (words === NO_DIFFERENCE) return "";
  return ` (at ${high > 0 ? "most" : "least"} ${words})`;
}

/** What a gate found, in one sentence. */
export function gateSentence(
  answer: GateMetricResult["answer"],
  metrics: readonly GateMetricResult[],
  interruptedAfter: number | null,
): string {
  if (interruptedAfter !== null)
    return `It was interrupted after ${plural(interruptedAfter, "pair")}, before it came to its end.`;
  const found = metrics
    .filter((metric) => metric.answer === answer)
    .map(({ sentence }) => sentence)
    .join("; ");
  return `${BEGINNINGS[answer]}: ${found === "" ? "no metric was judged" : found}.`;
}

const BEGINNINGS: Readonly<Record<GateMetricResult["answer"], string>> = {
  pass: "No metric is worse by more than is tolerated",
  fail: "The candidate is worse",
  inconclusive: "The pairs do not decide it",
  error: "There are no data to judge by",
};
