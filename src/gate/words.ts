import { formatRate, formatShare, formatSpan, plural } from "../core/format.ts";
import type { GateMetricResult, GatePairResult, GateResult } from "../result/gate-result.ts";
import { UNITS, type Unit } from "../result/units.ts";

/** How a metric is compared: with the baseline, or with a limit. */
type Compared = Pick<GateMetricResult, "compared"> & Partial<Pick<GateMetricResult, "limit">>;

/** The load of a gate in a few words: the rate of its runs, or what its load lines are of. */
export function loadWords({ load, search }: Pick<GateResult, "load" | "search">): string {
  if (search !== null) {
    const objectives = search.tiers.map((tier) => tier.objectives.join(" and "));
    return `load lines of ${objectives.join(", and of ")}`;
  }
  return load.plannedPerSec === null ? "closed loop" : formatRate(load.plannedPerSec);
}

/** The length of the runs of a gate in words; of searches that of their probes, and how many there are at most. */
export function lengthWords({ load, search }: Pick<GateResult, "load" | "search">): string {
  if (search === null) return `${formatSpan(load.measureMs)} a run`;
  const { shortestMs, longestMs, mostProbes } = search;
  const length =
    shortestMs === longestMs
      ? formatSpan(shortestMs)
      : `${formatSpan(shortestMs)} to ${formatSpan(longestMs)}`;
  return `at most ${mostProbes} probes a search, ${length} each`;
}

/** The size of a worsening, without its direction: `4.1 %`, or `0.5 points` (percentage points) for shares. */
export function sizeWords({ compared }: Compared, worsening: number): string {
  const percent = 100 * Math.abs(worsening);
  const number = percent.toLocaleString("en-US", { maximumSignificantDigits: percent < 10 ? 2 : 3 });
  return `${number} ${compared === "difference" ? "points" : "%"}`;
}

const NO_DIFFERENCE = "no different";

/** A worsening in words: `4.1 % worse`, `2 % better`, `no different`; `4.1 % beyond`, `2 % within` or `at the limit` where there is one. */
export function worseningWords(metric: Compared, worsening: number): string {
  const size = sizeWords(metric, worsening);
  if (metric.limit != null)
    return worsening === 0 ? "at the limit" : `${size} ${worsening > 0 ? "beyond" : "within"} the limit`;
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

/**
 * What was found of a metric, as a phrase that may follow others.
 *
 * @param name of its figure in a sentence: the heading of a table, such as "failed", is none
 */
export function metricSentence(metric: Omit<GateMetricResult, "sentence">, name: string): string {
  const { answer, worsening, high, note } = metric;
  if (worsening === null || answer === "error") return `${name} has no data (${note ?? "no pair has it"})`;
  const found = `${name} is ${worseningWords(metric, worsening)}`;
  const tolerated = toleratedWords(metric);
  if (answer === "pass" && metric.limit === null) return `${found}${atMost(metric, high ?? 0)}, ${tolerated}`;
  const noted = note === null ? "" : `; ${note}`;
  return `${found} (${boundsWords(metric)}), ${tolerated}${noted}`;
}

/** What a metric may be: `tolerated 5 %`, or `limit 200 ms`. */
export function toleratedWords(
  metric: Pick<GateMetricResult, "compared" | "limit" | "tolerance" | "unit">,
): string {
  if (metric.limit === null) return `tolerated ${sizeWords(metric, metric.tolerance)}`;
  return `limit ${UNITS[metric.unit as Unit].format(metric.limit, "USD")}`;
}

/** The bound by which a metric passes, in brackets; nothing where that is 0. */
function atMost(metric: Compared, high: number): string {
  const words = worseningWords(metric, high);
  if (words === NO_DIFFERENCE) return "";
  return ` (at ${high > 0 ? "most" : "least"} ${words})`;
}

/** How sure the load lines of a gate are, as a sentence; null where figures at one load are compared. */
export function searchSentence({ search }: Pick<GateResult, "search">): string | null {
  if (search === null) return null;
  return `each line is searched from the same rate on both sides, in steps of at most ${formatShare(search.tolerance, 1)} at its end, which the upper bounds take at their worst`;
}

/** The load lines of both sides of a pair in words, with their intervals; null where figures at one load are compared. */
export function linesWords(
  { baseline, candidate }: Pick<GatePairResult, "baseline" | "candidate">,
  figure: string,
): string | null {
  const [a, b] = [baseline.search?.lines[figure], candidate.search?.lines[figure]];
  return a === undefined || b === undefined ? null : `${lineWords(a)} → ${lineWords(b)}`;
}

function lineWords({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  if (low === null) return high === null ? "none" : `below ${formatRate(high)}`;
  return high === null ? `at least ${formatRate(low)}` : `${formatRate(low)} to ${formatRate(high)}`;
}

/** What is known of the noise of the machine before a gate. */
export function noiseSentence(noise: number): string {
  return `two identical runs of a reference server differ by ${sizeWords({ compared: "ratio" }, noise)} on this machine`;
}

/** What is known of the machine of a gate, a phrase each: its noise, and how it fared beside the two sides. */
export function machineSentences({ control }: Pick<GateResult, "control">): string[] {
  if (control === null) return [];
  return [
    ...(control.noise === null ? [] : [noiseSentence(control.noise)]),
    ...(control.slower === null ? [] : [controlSentence(control, control.slower)]),
  ];
}

function controlSentence(
  { low, high }: Pick<NonNullable<GateResult["control"]>, "low" | "high">,
  slower: number,
): string {
  const ratio = { compared: "ratio" } as const;
  const speed = (one: number | null) => (one === null ? "no bound" : speedWords(sizeWords(ratio, one), one));
  const bounds = low === null && high === null ? "no bounds" : `${speed(low)} to ${speed(high)}`;
  return `beside the candidate the reference server was ${speed(slower)} (${bounds})`;
}

function speedWords(size: string, slower: number): string {
  return /^0 /.test(size) ? "as fast" : `${size} ${slower > 0 ? "slower" : "faster"}`;
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
