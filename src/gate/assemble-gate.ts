import {
  GATE_SCHEMA_VERSION,
  type GateMetricResult,
  type GatePairResult,
  type GateResult,
  type GateSide,
} from "../result/gate-result.ts";
import type { RunResult } from "../result/run-result.ts";
import { answerOfAll } from "./answer.ts";
import { controlResult } from "./control-result.ts";
import { evidenceOf, figureOn, type GatePair, whyMissing } from "./evidence.ts";
import type { MetricEvidence } from "./judge.ts";
import type { SideSearch } from "./load-line.ts";
import { errorOfLook, type GatePlan } from "./looks.ts";
import { type GateMetric, worseningOf } from "./metric.ts";
import { metricResult } from "./metric-result.ts";
import { judgeAt } from "./next-look.ts";
import { sidesThatDiffer } from "./sides-that-differ.ts";
import { gateSentence } from "./words.ts";

/** The name of a side of a gate. */
export type SideName = "baseline" | "candidate";

/** A pair of runs with what is known of how it was measured. */
export interface MeasuredPair extends GatePair {
  readonly seed: number;
  readonly first: SideName;
  readonly folders: Readonly<Record<SideName, string>>;
  readonly attempts: Readonly<Record<SideName, number>>;
  readonly controlMs: Readonly<Record<SideName, number | null>>;
}

/** The plain facts that the document of a gate is made of. */
export interface GateFacts
  extends Pick<
    GateResult,
    "plimsollVersion" | "command" | "startedAt" | "partial" | "seed" | "environment" | "sameSides"
  > {
  /** The version that is measured, as far as it is known; left out where nothing is. */
  readonly origin?: GateResult["origin"];
  readonly sides: Readonly<Record<SideName, Omit<GateSide, "target">>>;
  readonly metrics: readonly GateMetric[];
  readonly plan: GatePlan;
  readonly confirm: boolean;
  readonly capacityPerSec: number | null;
  readonly phases: { readonly warmupMs: number; readonly measureMs: number };
  readonly pairs: readonly MeasuredPair[];
  /** Mean round trips to the null server before the gate, ms. */
  readonly controlBeforeMs: readonly number[];
  /** What the gate cannot know, a sentence each. */
  readonly caveats: readonly string[];
  /** How load lines are searched, and the traffic in words; left out where figures of single runs are compared. */
  readonly search?: { readonly rule: NonNullable<GateResult["search"]>; readonly traffic: string } | null;
  /** The fresh pairs by which a failure is confirmed; null where none were measured. */
  readonly confirmation: readonly MeasuredPair[] | null;
}

/** The evidence of pairs about each metric. */
export function evidenceOfAll(metrics: readonly GateMetric[], pairs: readonly GatePair[]): MetricEvidence[] {
  return metrics.map((metric) => ({ metric, pairs: pairs.map((pair) => evidenceOf(metric, pair)) }));
}

/** The metrics that fail by these pairs, which fresh ones may confirm. */
export function failingMetrics(
  plan: GatePlan,
  metrics: readonly GateMetric[],
  pairs: readonly GatePair[],
): GateMetric[] {
  const judged = judgeAt(plan, evidenceOfAll(metrics, pairs));
  return metrics.filter((_, i) => judged[i]?.answer === "fail");
}

/** The plan of a confirmation: as many pairs as the gate looked at first, and one look. */
export function confirmationPlan({ looks, alpha }: GatePlan): GatePlan {
  return { looks: looks.slice(0, 1), alpha };
}

/** Puts the document of a gate together. */
export function assembleGate(facts: GateFacts): GateResult {
  const { plan, metrics, pairs, sides, confirmation, phases } = facts;
  const found = judgedBy(plan, metrics, pairs, !facts.partial);
  const confirmed =
    confirmation === null
      ? null
      : judgedBy(confirmationPlan(plan), failingMetrics(plan, metrics, pairs), confirmation, !facts.partial);
  const judged = found.map((metric) => settled(metric, confirmed));
  const answer = facts.partial ? "inconclusive" : answerOfAll(judged.map((metric) => metric.answer));
  const runs = [...pairs, ...(confirmation ?? [])];
  const targets = { baseline: firstTarget(runs, "baseline"), candidate: firstTarget(runs, "candidate") };
  const load = pairs[0]?.baseline.load;
  const { search = null } = facts;
  return {
    schemaVersion: GATE_SCHEMA_VERSION,
    kind: "gate",
    plimsollVersion: facts.plimsollVersion,
    command: facts.command,
    startedAt: facts.startedAt,
    partial: facts.partial,
    seed: facts.seed,
    environment: facts.environment,
    origin: facts.origin ?? null,
    verdict: { answer, sentence: gateSentence(answer, judged, facts.partial ? pairs.length : null) },
    baseline: { ...sides.baseline, target: targets.baseline },
    candidate: { ...sides.candidate, target: targets.candidate },
    sameSides: facts.sameSides,
    differences: sidesThatDiffer(
      runs.map(({ baseline }) => baseline),
      runs.map(({ candidate }) => candidate),
    ),
    caveats: [...facts.caveats],
    load: {
      kind: load?.kind ?? "open",
      arrivals: search?.traffic ?? load?.arrivals ?? "",
      plannedPerSec: search === null ? (load?.plannedPerSec ?? null) : null,
      capacityPerSec: facts.capacityPerSec,
      ...phases,
    },
    search: search?.rule ?? null,
    rule: {
      alpha: plan.alpha,
      looks: [...plan.looks],
      errorOfLook: errorOfLook(plan),
      confirm: facts.confirm,
    },
    metrics: judged,
    control: controlResult(facts.controlBeforeMs, pairs, errorOfLook(plan)),
    confirmation: confirmed === null ? null : { pairs: confirmation?.length ?? 0, metrics: confirmed },
    pairs: [
      ...pairs.map((pair, i) => pairResult(pair, "gate", i + 1, metrics)),
      ...(confirmation ?? []).map((pair, i) => pairResult(pair, "confirmation", i + 1, metrics)),
    ],
  };
}

/**
 * The metrics, judged by pairs.
 *
 * @param claims false for an interrupted gate, of which nothing is claimed: it was not to be judged there
 */
function judgedBy(
  plan: GatePlan,
  metrics: readonly GateMetric[],
  pairs: readonly GatePair[],
  claims: boolean,
): GateMetricResult[] {
  const evidence = evidenceOfAll(metrics, pairs);
  return judgeAt(plan, evidence).map((judged, i) => {
    const answer = claims || judged.answer === "error" ? judged.answer : "inconclusive";
    return metricResult(evidence[i] as MetricEvidence, { ...judged, answer }, pairs);
  });
}

/** A metric as the gate ends with it: a failure that fresh pairs do not confirm is open. */
function settled(metric: GateMetricResult, confirmed: readonly GateMetricResult[] | null): GateMetricResult {
  const again = confirmed?.find(({ figure }) => figure === metric.figure);
  if (again === undefined || again.answer === "fail") return metric;
  return {
    ...metric,
    answer: "inconclusive",
    sentence: `${metric.sentence}, which fresh pairs did not confirm (${again.sentence})`,
  };
}

function firstTarget(pairs: readonly GatePair[], side: SideName): RunResult["target"] | null {
  return pairs[0]?.[side].target ?? null;
}

function pairResult(
  pair: MeasuredPair,
  stage: GatePairResult["stage"],
  number: number,
  metrics: readonly GateMetric[],
): GatePairResult {
  const runOf = (side: SideName) => ({
    folder: pair.folders[side],
    attempts: pair.attempts[side],
    valid: pair[side].verdict.valid,
    reasons: pair[side].verdict.reasons.map(({ code }) => code),
    figures: Object.fromEntries(metrics.map(({ figure }) => [figure.id, figureOn(figure, pair, side)])),
    controlMs: pair.controlMs[side],
    search: pair.searches === undefined ? null : searchResult(pair.searches[side]),
  });
  const worsening = metrics.map((metric) => {
    const { figure } = metric;
    const { difference } = evidenceOf(metric, pair);
    return [figure.id, difference === null ? null : worseningOf(figure, difference)] as const;
  });
  return {
    pair: number,
    stage,
    seed: pair.seed,
    first: pair.first,
    missing: whyMissing(pair),
    baseline: runOf("baseline"),
    candidate: runOf("candidate"),
    worsening: Object.fromEntries(worsening),
  };
}

function searchResult({ lines, ...facts }: SideSearch): GatePairResult["baseline"]["search"] {
  const found = Object.entries(lines).map(([id, { state, lowPerSec, nextPerSec, highPerSec }]) => [
    id,
    { state, low: lowPerSec, next: nextPerSec, high: highPerSec },
  ]);
  return { ...facts, lines: Object.fromEntries(found) };
}
