import type { CapacityProbe } from "../result/capacity-result.ts";
import type { JudgedObjective } from "../result/judged-objective.ts";
import { meaningOf, type Objective } from "../result/objective.ts";
import { knownObjectives } from "../result/parse-objective.ts";
import type { RunResult } from "../result/run-result.ts";
import { lostServer } from "../stats/checks/server-died.ts";
import { TOO_FEW } from "../stats/checks/too-few-samples.ts";
import { responseOverScheduled } from "../sweep/measured-figures.ts";
import type { PlannedProbe, Probe, ProbeAnswer } from "./probe.ts";
import type { Tier } from "./tier.ts";

/** Faults of the machine that sends, which look like an overload of the server. */
const OF_THE_SENDER = ["generator-busy", "not-delivered", "exhausted"];

/** The reason of a run in which no request was answered well: a server that fails all of them misses, whatever made it do so. */
const NO_DATA = "no-data";

/** The record of a probe that was made. */
export function measuredProbe(
  id: string,
  { ratePerSec, take, purpose }: PlannedProbe,
  {
    seed,
    attempts,
    tiers,
  }: { readonly seed: number; readonly attempts: number; readonly tiers: readonly Tier[] },
  result: RunResult,
): CapacityProbe {
  const reasons = result.verdict.reasons.map(({ code }) => code);
  const against = reasons.filter((code) => code !== TOO_FEW);
  const isOverSender = against.some((code) => OF_THE_SENDER.includes(code));
  const { scheduled, failed } = result.requests;
  const failedAll = scheduled > 0 && against.includes(NO_DATA);
  const overloaded = !isOverSender && (against.includes("overloaded") || failedAll || lostServer(result));
  const spoiled = !overloaded && against.length > 0;
  const percentile = responseOverScheduled(result);
  return {
    id,
    ratePerSec,
    take,
    purpose,
    seed,
    measuredMs: result.load.measuredMs,
    spoiled,
    overloaded,
    reasons,
    attempts,
    answers: spoiled ? [] : tiers.map((tier) => (overloaded ? "misses" : answerOfTier(tier, result.slo))),
    objectives: result.slo.map(({ objective, observed, unit, within, of, bounds, answer, note }) => ({
      objective,
      observed,
      unit,
      within,
      of,
      bounds,
      answer,
      note,
    })),
    requestsPerSec: result.load.achievedPerSec,
    scheduled,
    failedShare: scheduled === 0 ? null : failed / scheduled,
    latencyMs: { p50: percentile("p50"), p95: percentile("p95"), p99: percentile("p99") },
  };
}

/** The record of a probe that could not be made. */
export function unmadeProbe(
  id: string,
  { ratePerSec, take, purpose }: PlannedProbe,
  seed: number,
): CapacityProbe {
  return {
    id,
    ratePerSec,
    take,
    purpose,
    seed,
    measuredMs: 0,
    spoiled: true,
    overloaded: false,
    reasons: ["target"],
    attempts: 1,
    answers: [],
    objectives: [],
    requestsPerSec: null,
    scheduled: null,
    failedShare: null,
    latencyMs: { p50: null, p95: null, p99: null },
  };
}

/** What a search knows of a record. */
export function probeOf({ ratePerSec, take, spoiled, answers, failedShare }: CapacityProbe): Probe {
  return { ratePerSec, take, answers: spoiled ? null : answers, failedShare };
}

/** The answer of a run to the objectives of a tier: one that misses decides, then one that is not shown. Implied ones are every tier's. */
function answerOfTier({ objectives }: Tier, slo: readonly JudgedObjective[]): ProbeAnswer {
  const answers = [
    ...objectives.map((objective) => slo.find(({ objective: text }) => isSame(text, objective))?.answer),
    ...slo.filter(({ implied }) => implied).map(({ answer }) => answer),
  ];
  if (answers.includes("misses")) return "misses";
  return answers.every((answer) => answer === "holds") ? "holds" : "not shown";
}

/** Whether a text is an objective in any of its spellings. */
export function isSame(text: string, objective: Objective): boolean {
  const meaning = JSON.stringify(meaningOf(objective));
  return knownObjectives([text]).some((known) => JSON.stringify(meaningOf(known)) === meaning);
}
