import { median } from "../stats/median.ts";
import { signedRankCritical, signedRankDistribution, walshAverages } from "../stats/signed-rank.ts";
import type { Evidence } from "./evidence.ts";
import { type GateMetric, toleratedDifference } from "./metric.ts";

/** An answer of a gate about one metric, or about all of them. */
export type GateAnswer = "pass" | "fail" | "inconclusive" | "error";

/** A metric with the evidence of every pair so far, missing ones too. */
export interface MetricEvidence {
  readonly metric: GateMetric;
  readonly pairs: readonly Evidence[];
}

/** One metric, judged: differences are above 0 where the candidate is worse. */
export interface JudgedMetric {
  readonly answer: GateAnswer;
  /** The Hodges–Lehmann estimate of the difference; null where no pair has one. */
  readonly estimate: number | null;
  /** The lower bound of the difference; −∞ where the pairs give none. */
  readonly low: number;
  /** The upper bound of the difference; ∞ where the pairs give none. */
  readonly high: number;
  /** The chance at most that the lower bound is above the truth, after Holm's division over metrics. */
  readonly lowError: number;
  /** The chance at most that the upper bound is below the truth. */
  readonly highError: number;
  /** The chance of pairs that speak so much for a worse candidate, were both sides alike. */
  readonly p: number;
  /** Whether no two pairs differ, of a figure that is measured and not counted. */
  readonly stuck: boolean;
}

/** Units of figures that are measured on a scale so fine that no two pairs agree. */
const MEASURED = ["ms", "joules"];

/**
 * Judges all metrics of a gate by the pairs so far, at one look.
 *
 * A metric fails if it is shown to be worse at all (the lower bound is above 0) and the estimate is beyond the tolerance. It passes
 * if it is shown to be within the tolerance (the upper bound is). Both bounds invert the exact signed-rank test. A pair
 * without a difference counts as −∞ for the lower bound and as ∞ for the upper one: what is missing never helps a claim.
 * Differences that are alike, or exactly on a limit, count against the claim too, so that the error is at most the stated one also
 * where figures are coarse (Noether 1967, "Wilcoxon confidence intervals for location parameters in the discrete case", JASA 62).
 *
 * The chance that any of the metrics fails where the sides are alike is held by Holm's rule (1979, "A simple sequentially rejective
 * multiple test procedure"): the smallest p of m is held against error/m, the next against error/(m − 1), until one does not pass. To
 * pass, every metric must, so each may be tested at the whole error (Berger 1982, "Multiparameter hypothesis testing and acceptance
 * sampling": an intersection of tests).
 *
 * @param error the chance at most that metrics fail, or that the gate passes, wrongly at this look
 */
export function judgeMetrics(metrics: readonly MetricEvidence[], error: number): JudgedMetric[] {
  const tests = metrics.map(({ pairs }) => signedRankTest(pairs));
  const errors = holmErrors(
    tests.map(({ p }) => p),
    error,
  );
  return tests.map(({ lows, highs, p }, i) => {
    const { metric, pairs } = metrics[i] as MetricEvidence;
    const lowError = errors[i] as number;
    const differences = pairs.flatMap(({ difference }) => difference ?? []);
    const judged = {
      estimate: median(walshAverages(differences)),
      low: lows[signedRankCritical(pairs.length, lowError)] ?? Number.NEGATIVE_INFINITY,
      high: highs[signedRankCritical(pairs.length, error)] ?? Number.POSITIVE_INFINITY,
      lowError,
      highError: error,
      p,
      stuck: isStuck(metric, differences),
    };
    return { ...judged, answer: answerOf(metric, judged) };
  });
}

/** The answer of a gate: one metric that is shown to be worse decides, and all must be shown not to be for it to pass. */
export function answerOfAll(answers: readonly GateAnswer[]): GateAnswer {
  for (const answer of ["fail", "error", "inconclusive"] as const)
    if (answers.includes(answer)) return answer;
  return answers.length === 0 ? "error" : "pass";
}

function answerOf(
  metric: GateMetric,
  { estimate, low, high, stuck }: Pick<JudgedMetric, "estimate" | "low" | "high" | "stuck">,
): GateAnswer {
  if (estimate === null) return "error";
  const tolerated = toleratedDifference(metric);
  if (low > 0 && estimate > tolerated) return "fail";
  return high < tolerated && !stuck ? "pass" : "inconclusive";
}

/** Whether two pairs or more have one and the same difference, of a figure on so fine a scale that it was hardly measured anew. */
function isStuck({ figure }: GateMetric, differences: readonly number[]): boolean {
  return MEASURED.includes(figure.unit) && differences.length > 1 && new Set(differences).size === 1;
}

/** The signed-rank test of one metric. */
interface SignedRankTest {
  /** Walsh averages in rising order, with missing differences as −∞. */
  readonly lows: readonly number[];
  /** Walsh averages in falling order, with ∞ for differences that may not help to pass. */
  readonly highs: readonly number[];
  readonly p: number;
}

function signedRankTest(pairs: readonly Evidence[]): SignedRankTest {
  const lows = walshAverages(pairs.map(({ difference }) => difference ?? Number.NEGATIVE_INFINITY));
  const highs = walshAverages(
    pairs.map(({ difference, mayPass }) => (mayPass ? difference : null) ?? Number.POSITIVE_INFINITY),
  ).reverse();
  const against = lows.filter((average) => average <= 0).length;
  return { lows, highs, p: signedRankDistribution(pairs.length)[against] ?? 1 };
}

/**
 * The error at which each metric is tested by Holm's rule: those that fail at that of their step, the others all at that of the first
 * step that did not.
 */
export function holmErrors(ps: readonly number[], error: number): number[] {
  const order = ps.map((_, i) => i).sort((i, j) => (ps[i] as number) - (ps[j] as number));
  const errors = ps.map(() => error);
  let isOver = false;
  let step = error / ps.length;
  for (const [rank, i] of order.entries()) {
    if (!isOver) step = error / (ps.length - rank);
    errors[i] = step;
    isOver ||= (ps[i] as number) > step;
  }
  return errors;
}
