import { plural } from "../core/format.ts";
import type { GateMetricResult } from "../result/gate-result.ts";
import { median } from "../stats/median.ts";
import { walshAverages } from "../stats/signed-rank.ts";
import { figureOn, type GatePair, whyMissing } from "./evidence.ts";
import type { JudgedMetric, MetricEvidence } from "./judge.ts";
import { isBelowAll, whyNoLine } from "./load-line.ts";
import { comparedBy, toleratedDifference, worseningOf } from "./metric.ts";
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
        : median(counted.flatMap((pair) => figureOn(figure, pair, "baseline") ?? [])),
    candidate: median(counted.flatMap((pair) => figureOn(figure, pair, "candidate") ?? [])),
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
    decidingPairs: isOpen ? pairsThatDecide(metric, judged, noise, pairs.length + 1, unknownOf(pairs)) : null,
  };
}

/** By how much the largest difference that pairs allow is above the one that they have: the median; 0 where they know it. */
function unknownOf(pairs: MetricEvidence["pairs"]): number {
  return (
    median(
      pairs.flatMap(({ difference, most }) =>
        difference === null || most === undefined ? [] : [most - difference],
      ),
    ) ?? 0
  );
}

/** Why there are no data, or what would decide an open metric; null where there is nothing to say. */
function noteOf(
  { metric, pairs }: MetricEvidence,
  { answer, stuck, ofMachine }: JudgedMetric,
  runs: readonly GatePair[],
  { decidingPairs, missing }: Pick<GateMetricResult, "decidingPairs" | "missing">,
): string | null {
  if (answer === "error")
    return (
      pairs.find(({ absent }) => absent !== null)?.absent ??
      runs.map((run) => whyMissingOf(metric, run)).find((why) => why !== null) ??
      null
    );
  const below = runs.filter(({ searches }) => searches !== undefined && isBelowAll(metric.figure, searches));
  const belowNotes = below.length === 0 ? [] : [belowNote(below.length, pairs.length)];
  if (answer !== "inconclusive") return belowNotes[0] ?? null;
  if (ofMachine) return machineNote(pairs);
  if (stuck) return "it is the same to the last digit in every pair, as no figure that is measured anew is";
  const unknown = unknownOf(pairs);
  const notes = [
    ...belowNotes,
    ...(unknown >= toleratedDifference(metric)
      ? [
          `the searches of the baseline ended with rates that are ${sizeWords({ compared: "ratio" }, Math.expm1(unknown))} apart, so that it cannot pass: more probes tell more (--probes)`,
        ]
      : []),
    ...(missing === 0
      ? []
      : [`${missing} of ${plural(pairs.length, "pair")} missing, which counts against it`]),
    ...(decidingPairs === null ? [] : [`about ${decidingPairs} pairs would decide it`]),
  ];
  return notes.length === 0 ? null : notes.join("; ");
}

function whyMissingOf(
  { isLoadLine = false, figure }: MetricEvidence["metric"],
  run: GatePair,
): string | null {
  return isLoadLine && run.searches !== undefined ? whyNoLine(figure.id, run.searches) : whyMissing(run);
}

function belowNote(below: number, pairs: number): string {
  return `in ${below} of ${plural(pairs, "pair")} no load was shown to hold on the candidate, and the lowest that was shown to miss stands for its line`;
}

/** How the machine may be the reason for what was found. */
function machineNote(pairs: MetricEvidence["pairs"]): string {
  const slower = median(walshAverages(pairs.flatMap(({ control }) => control ?? []))) ?? 0;
  const size = sizeWords({ compared: "ratio" }, Math.expm1(slower));
  return slower > 0
    ? `a reference server was ${size} slower beside the candidate too, so it may be the machine`
    : `a reference server was ${size} faster beside the candidate, so the machine may hide that it is worse`;
}
