import { formatRate, formatShare, formatSpan, formatTime, plural } from "../../core/format.ts";
import {
  boundsWords,
  lengthWords,
  loadWords,
  machineSentences,
  searchSentence,
  sizeWords,
  toleratedWords,
  worseningWords,
} from "../../gate/words.ts";
import type { GateMetricResult, GateResult } from "../../result/gate-result.ts";
import { UNITS, type Unit } from "../../result/units.ts";
import { named, type Paint, painter } from "../terminal.ts";
import { verdictHead } from "../verdict-head.ts";

/** The summary of a gate for a terminal: the verdict first, at most 100 columns wide. */
export function renderGateSummary(result: GateResult, { colour }: { readonly colour: boolean }): string {
  const paint = painter(colour);
  return [
    ...verdictLines(result, paint),
    "",
    ...result.metrics.flatMap((metric) => ["", ...metricLines(metric, paint)]).slice(1),
    ...confirmationLines(result, paint),
    "",
    ...pairLines(result),
    ...machineLines(result),
    ...result.caveats.flatMap((caveat) => named("caveat", caveat).map(paint.note)),
    ...differenceLines(result, paint),
    ...named("rule", ruleText(result)),
  ].join("\n");
}

/** The longest heading that has room beside its text; a longer one has a line of its own. */
const LONGEST_NAME = 10;

/** The painter of an answer. */
function emphasis(answer: GateMetricResult["answer"], paint: Paint): (text: string) => string {
  return { pass: paint.good, fail: paint.bad, inconclusive: paint.note, error: paint.bad }[answer];
}

function verdictLines(result: GateResult, paint: Paint): string[] {
  const { verdict, seed, startedAt, load, sameSides } = result;
  const facts = [
    loadWords(result),
    `${lengthWords(result)}, after ${formatSpan(load.warmupMs)}`,
    formatTime(startedAt),
    `seed ${seed}`,
  ];
  return [
    ...verdictHead(verdict.answer.toUpperCase(), verdict.sentence, emphasis(verdict.answer, paint)),
    ...named("", facts.join(" · ")).map(paint.quiet),
    ...(sameSides
      ? named("note", "both sides were given alike: this gate tells of itself and of its machine").map(
          paint.note,
        )
      : []),
  ];
}

function metricLines(metric: GateMetricResult, paint: Paint): string[] {
  const word = metric.answer.toUpperCase();
  const value = (one: number | null) =>
    one === null ? "none" : UNITS[metric.unit as Unit].format(one, "USD");
  const errors =
    metric.low === null && metric.high === null
      ? ""
      : ` (errors ${formatShare(metric.lowError, 1)} and ${formatShare(metric.highError, 1)})`;
  const estimate =
    metric.worsening === null
      ? metric.sentence
      : `${worseningWords(metric, metric.worsening)}; ${boundsWords(metric)}${errors}`;
  const noise =
    metric.noise === null
      ? "not known"
      : `${sizeWords(metric, metric.noise)} from pair to pair${metric.detectable === null ? "" : `; ${sizeWords(metric, metric.detectable)} worse would be found in four of five gates`}`;
  const isLong = metric.title.length > LONGEST_NAME;
  return [
    ...(isLong ? [metric.title] : []),
    ...named(
      isLong ? "" : metric.title,
      `${word}  ${value(metric.baseline)} → ${value(metric.candidate)}`,
    ).map((line, i) => (i === 0 ? line.replace(word, emphasis(metric.answer, paint)(word)) : line)),
    ...named("", estimate),
    ...named("", `${toleratedWords(metric)}; noise ${noise}`),
    ...(metric.note === null || metric.worsening === null ? [] : named("", metric.note).map(paint.note)),
  ];
}

function confirmationLines({ confirmation }: GateResult, paint: Paint): string[] {
  if (confirmation === null) return [];
  const sentences = confirmation.metrics.map(({ sentence }) => sentence).join("; ");
  return ["", ...named("again", `${confirmation.pairs} fresh pairs: ${sentences}`).map(paint.note)];
}

function pairLines({ pairs, baseline }: GateResult): string[] {
  const missing = pairs.filter((pair) => pair.missing !== null);
  const why = missing.map(
    ({ pair, stage, missing: reason }) => `${stage === "gate" ? "" : "confirmation "}${pair}: ${reason}`,
  );
  const measured =
    baseline.by === "results"
      ? `${plural(pairs.length, "run")} of the candidate measured`
      : `${plural(pairs.length, "pair")} measured, ABBA`;
  return named(
    "pairs",
    `${measured}${missing.length === 0 ? "" : `; ${missing.length} missing (${why.join("; ")})`}`,
  );
}

function machineLines(result: GateResult): string[] {
  const words = machineSentences(result);
  return words.length === 0 ? [] : named("machine", words.join("; "));
}

function differenceLines({ differences }: GateResult, paint: Paint): string[] {
  if (differences.length === 0) return [];
  const words = differences.map(({ what, baseline, candidate }) => `${what}: ${baseline} → ${candidate}`);
  return named("differs", words.join("; ")).map(paint.quiet);
}

function ruleText(result: GateResult): string {
  const { rule, load, baseline, search } = result;
  const looks =
    rule.looks.length === 1 ? `after ${rule.looks[0]} pairs` : `after ${rule.looks.join(" and ")} pairs`;
  const capacity =
    load.capacityPerSec === null
      ? ""
      : `; the ${search === null ? "" : "first "}rate is a share of ${formatRate(load.capacityPerSec)}, what the baseline answered to 16 requests in flight`;
  const test =
    baseline.by === "results" ? "exact rank-sum test beside the stored runs" : "exact signed-rank test";
  return `${test}, judged ${looks}; a false alarm has a chance of at most ${formatShare(rule.alpha, 1)} over all metrics and looks${rule.confirm ? "; a failure counts once fresh pairs fail too" : ""}${capacity}${searchSentence(result) === null ? "" : `; ${searchSentence(result)}`}`;
}
