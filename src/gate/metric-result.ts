import { plural } from "../core/format.ts";
import type { GateMetricResult } from "../result/gate-result.ts";
import { median } from "../stats/median.ts";
import { walshAverages } from "../stats/signed-rank.ts";
import { type GatePair, whyMissing } from "./evidence.ts";
import type { JudgedMetric, MetricEvidence } from "./judge.ts";
import { comparedBy, worseningOf } from "./metric.ts";
import { detectableDifference, noiseOf, pairsThatDecide } from "./power.ts";
import { metricSentence, sizeWords } from "./words.ts";

/** A metric of a gate as its document has it. @param runs the pairs that it was judged by */
export function metricResult(
  { metric, pairs }: MetricEvidence,
  judged: JudgedMetric,
  runs: readonly GatePair[],
): GateMetricResult {
  const { figure, tolerance, limit = null } = metric;
  const worsening = (difference: number | null) =>
    difference === null || !Number.isFinite(difference) ? null : worseningOf(figure, difference);
  const counted = runs.filter((_, i) => pairs[i]?.difference !== null);
  const differences = pairs.flatMap(({ difference }) => difference ?? []);
  // Beside stored runs it is their spread from run to run that is known.
  const noise = noiseOf(metric.stored?.spread ?? differences);
  const result = {
    figure: figure.id,
    title: figure.title,
    unit: figure.unit,
    better: figure.better === "higher" ? ("higher" as const) : ("lower" as const),
    compared: comparedBy(figure),
    tolerance,
    limit,
    answer: judged.answer,
    baseline:
      metric.stored !== undefined
        ? metric.stored.middle
        : median(counted.flatMap(({ baseline }) => figure.read(baseline) ?? [])),
    candidate: median(counted.flatMap(({ candidate }) => figure.read(candidate) ?? [])),
    worsening: worsening(judged.estimate),
    low: worsening(judged.low),
    high: worsening(judged.high),
    lowError: judged.lowError,
    highError: judged.highError,
    p: judged.p,
    pairs: differences.length,
    missing: pairs.length - differences.length,
    ofMachine: judged.ofMachine,
    noise,
    ...planningOf({ metric, pairs }, judged, noise, differences.length),
  };
  const noted = { ...result, note: noteOf({ metric, pairs }, judged, runs, result) };
  return { ...noted, sentence: metricSentence(noted, figure.words) };
}

function planningOf(
  { metric, pairs }: MetricEvidence,
  judged: JudgedMetric,
  noise: number | null,
  counted: number,
) {
  const { figure } = metric;
  // The test of a limit has other bounds than those that plan the pairs.
  if (noise === null || noise === 0 || metric.limit != null || metric.stored !== undefined)
    return { detectable: null, decidingPairs: null };
  const isOpen = judged.answer === "inconclusive" && !judged.stuck && !judged.ofMachine;
  return {
    detectable: worseningOf(figure, detectableDifference(metric, noise, counted, judged.lowError)),
    decidingPairs: isOpen ? pairsThatDecide(metric, judged, noise, pairs.length + 1) : null,
  };
}

/** Why there are no data, or what would decide an open metric; null where there is nothing to say. */
function noteOf(
  { pairs }: MetricEvidence,
  { answer, stuck, ofMachine }: JudgedMetric,
  runs: readonly GatePair[],
  { decidingPairs, missing }: Pick<GateMetricResult, "decidingPairs" | "missing">,
): string | null {
  if (answer === "error")
    return (
      pairs.find(({ absent }) => absent !== null)?.absent ??
      runs.map(whyMissing).find((why) => why !== null) ??
      null
    );
  if (answer !== "inconclusive") return null;
  if (ofMachine) return machineNote(pairs);
  if (stuck) return "it is the same to the last digit in every pair, as no figure that is measured anew is";
  const notes = [
    ...(missing === 0
      ? []
      : [`${missing} of ${plural(pairs.length, "pair")} missing, which counts against it`]),
    ...(decidingPairs === null ? [] : [`about ${decidingPairs} pairs would decide it`]),
  ];
  return notes.length === 0 ? null : notes.join("; ");
}

/** How the machine may be the reason for what was found. */
function machineNote(pairs: MetricEvidence["pairs"]): string {
  const slower = median(walshAverages(pairs.flatMap(({ control }) => control ?? []))) ?? 0;
  const size = sizeWords({ compared: "ratio" }, Math.expm1(slower));
  return slower > 0
    ? `a reference server was ${size} slower beside the candidate too, so it may be the machine`
    : `a reference server was ${size} faster beside the candidate, so the machine may hide that it is worse`;
}
