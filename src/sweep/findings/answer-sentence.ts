import { formatMoney, formatMs, formatNumber, formatRate, formatShare } from "../../core/format.ts";
import type { Price } from "../../cost/price.ts";
import type { Goal, Wish } from "../../result/goal.ts";
import type { PointSummary, VariantAccuracy } from "../../result/sweep-result.ts";
import { configurationOf, keyOf } from "../axes.ts";
import { goalWords } from "../goal-words.ts";
import { isInfinite } from "../infinite-tail.ts";
import { pointWords } from "../point-words.ts";
import { type Variants, variantOf } from "../variants.ts";
import type { Candidate } from "./candidates.ts";
import { disagreementClause, runsAfterPick, unconfirmedClause } from "./confirmation-clauses.ts";
import { shownClause } from "./shown-clause.ts";
import { type Spread, tooClose } from "./spread.ts";

export interface AnswerInput {
  readonly goal: Goal;
  readonly variants: Variants | null;
  /** Points that may be recommended by the runs that picked, the best first. */
  readonly picks: readonly Candidate[];
  /** Points that may be recommended, the best first. */
  readonly ranked: readonly Candidate[];
  /** Points that looked best, and may not be recommended by their runs after that. */
  readonly missed: readonly PointSummary[];
  /** Points of the reference alone, the best first. */
  readonly ofReference: readonly Candidate[];
  /** Points of the barred variants by the runs that picked, the best first. */
  readonly barred: readonly Candidate[];
  readonly accuracy: readonly VariantAccuracy[];
  /** Reason why `ranked` is empty. */
  readonly absent: string | null;
  readonly spread: Spread;
  readonly price: Pick<Price, "currency" | "isExample">;
  /** Progress of a sweep that was interrupted; null for one that ended. */
  readonly interrupted: {
    readonly points: number;
    readonly gridPoints: number;
    /** Whether the best points were being measured again. */
    readonly confirming: boolean;
  } | null;
}

/**
 * The answer of the sweep in one sentence: the goal, the best point with its figures and whether these are of runs after it
 * was picked, its worth compared with the reference's best, the point that is too close to it to tell, and the variant that
 * would have been better had its accuracy been shown.
 */
export function answerOf(input: AnswerInput): string {
  const { goal, variants, ranked, absent, interrupted } = input;
  const [best] = ranked;
  const asked = goalWords(goal, variants?.reference ?? null);
  const clauses =
    best === undefined
      ? [`${asked}: ${absent}`, barredClause(input)]
      : [
          `${asked}: ${pointWords(best.summary.point)}: ${figuresOf(best.summary, input.price)}${runsAfterPick(best.summary)}`,
          best.summary.state === "probed" ? "known from a short probe only" : null,
          shownClause(ranked),
          unconfirmedClause(best.summary, input.picks),
          disagreementClause(goal, input.picks, ranked, input.missed),
          referenceClause(input, best),
          accuracyClause(input, best),
          runnerUpClause(input, best),
          barredClause(input),
        ];
  const sentence = `${interruptedWords(interrupted)}${clauses.filter((clause) => clause !== null).join("; ")}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function interruptedWords(interrupted: AnswerInput["interrupted"]): string {
  if (interrupted === null) return "";
  const { points, gridPoints, confirming } = interrupted;
  if (confirming) return "interrupted while the best points were measured again; ";
  return `interrupted after ${points} of ${gridPoints} points; `;
}

function figuresOf(
  { inferencesPerSec, latencyMs, failedShare, costPerMillionInferences }: PointSummary,
  { currency, isExample }: AnswerInput["price"],
): string {
  const figures = [formatRate(inferencesPerSec).replace("/s", " inferences/s")];
  const failed =
    failedShare === null || failedShare === 0 ? null : `${formatShare(failedShare, 1)} of requests failed`;
  if (isInfinite("p95", failedShare)) figures.push(`at no p95, because ${failed},`);
  else if (latencyMs.p95 !== null)
    figures.push(`at p95 ${formatMs(latencyMs.p95)}${failed === null ? "" : `, where ${failed},`}`);
  else if (failed !== null) figures.push(`where ${failed},`);
  if (costPerMillionInferences !== null)
    figures.push(
      `for ${formatMoney(costPerMillionInferences, currency)} per million${isExample ? " at the example price" : ""}`,
    );
  return figures.join(" ").replace(/,$/, "");
}

function referenceClause({ goal, variants, ofReference }: AnswerInput, best: Candidate): string | null {
  if (variants === null || variantOf(variants, best.summary.point) === variants.reference) return null;
  const { reference } = variants;
  const [own] = ofReference;
  if (own === undefined)
    return goal.slo.length === 0
      ? `no valid point of ${reference} was measured`
      : `no point of ${reference} was seen to hold the same`;
  // A point that too few requests judged may be better; it is not counted.
  const held = own.summary.answer === "holds" ? " that is shown to hold" : " that was seen to hold";
  const ofIts = `${reference}'s best${goal.slo.length === 0 ? "" : held}`;
  const times = timesWords(best.score / own.score);
  const words: Readonly<Record<Wish, string>> = {
    cheapest: `${ofIts} costs ${times} as much`,
    throughput: `${times} ${ofIts}`,
    latency: `${ofIts} takes ${times} as long`,
  };
  const unlike = best.summary.confirmed > 0 && own.summary.confirmed === 0;
  const note =
    own.summary.state === "probed" ? ", by a short probe" : unlike ? ", by the run that picked it" : "";
  return `${words[goal.wish]}${note}`;
}

/** Clause on the accuracy of the best point's variant, where the goal accepts any. */
function accuracyClause({ goal, variants, accuracy }: AnswerInput, best: Candidate): string | null {
  const variant = variantOf(variants, best.summary.point);
  if (goal.accuracy !== null || variants === null || variant === variants.reference) return null;
  const { reference } = variants;
  const of = (name: string | undefined) => accuracy.find((one) => one.variant === name);
  const [own, other] = [of(variant)?.accuracy ?? null, of(reference)?.accuracy ?? null];
  if (own !== null && other !== null)
    return `it answers ${formatShare(own, 1)} right, ${reference} ${formatShare(other, 1)}`;
  const agreement = of(variant)?.agreement ?? null;
  return agreement === null
    ? `how exact ${variant} is, is not known`
    : `it gives ${reference}'s class for ${formatShare(agreement, 1)} of items`;
}

/**
 * Clause on the next point of another configuration that is too close to tell. That another load of the best
 * configuration is nearly as good would say nothing.
 */
function runnerUpClause({ ranked, spread }: AnswerInput, best: Candidate): string | null {
  const configuration = ({ summary }: Candidate) => keyOf(configurationOf(summary.point));
  // Figures after the pick are compared with each other only: those before flatter.
  const alike = ({ summary }: Candidate) => summary.confirmed > 0 === best.summary.confirmed > 0;
  const next = ranked.find((one) => configuration(one) !== configuration(best) && alike(one));
  if (next === undefined) return null;
  const ratio = next.score / best.score;
  // One that is ahead, and not clearly so, is always said.
  if (ratio <= 1 && !tooClose(best, next, spread)) return null;
  const apart =
    ratio === 1 ? "as good" : `${formatShare(Math.abs(1 - ratio), 1)} ${ratio < 1 ? "behind" : "ahead"}`;
  return `${pointWords(next.summary.point)} is ${apart}, too close for these runs to tell`;
}

function barredClause({ goal, variants, picks, ranked, barred }: AnswerInput): string | null {
  const [tempting] = barred;
  // It was not measured again, so it is compared with the best as that was picked.
  const [first] = ranked;
  const best =
    first && (picks.find(({ summary }) => keyOf(summary.point) === keyOf(first.summary.point)) ?? first);
  if (variants === null || tempting === undefined || (best !== undefined && tempting.score <= best.score))
    return null;
  const variant = variantOf(variants, tempting.summary.point) ?? "";
  const why = variants.barred.get(variant);
  if (best === undefined) return `${pointWords(tempting.summary.point)} would do, but ${variant} ${why}`;
  const better = timesWords(tempting.score / best.score);
  const fewer = timesWords(best.score / tempting.score);
  const words: Readonly<Record<Wish, string>> = {
    cheapest: `cost ${fewer} as much`,
    throughput: `serve ${better} as much`,
    latency: `take ${fewer} as long`,
  };
  return `${variant} would ${words[goal.wish]}, but ${why}`;
}

/** A ratio in words: two digits, and a third where two would hide that there is a difference. */
function timesWords(ratio: number): string {
  return `${formatNumber(ratio, ratio > 0.95 && ratio < 1.1 ? 3 : 2)} times`;
}
