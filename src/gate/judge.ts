import type { GateAnswer } from "./answer.ts";
import type { Evidence } from "./evidence.ts";
import { limitTest } from "./limit-test.ts";
import { comparedBy, type GateMetric, toleratedDifference } from "./metric.ts";
import { isOfTheMachine } from "./of-the-machine.ts";
import { rankSumTest } from "./rank-sum-test.ts";
import { type Bounds, boundsAt, type RankTest, signedRankTest } from "./rank-test.ts";

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
  /** Whether the metric is open because the machine differed between the sides as it does. */
  readonly ofMachine: boolean;
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
 * A metric that is held against a limit instead of the baseline fails if the candidate is shown to be beyond it, and passes if it is shown to be
 * within it, both by the exact sign test.
 *
 * A metric that is judged beside stored runs has the bounds that invert the exact rank-sum test of two samples instead.
 *
 * A metric that fails or passes where the machine differed between the sides as it does is open (`isOfTheMachine`).
 *
 * @param error the chance at most that metrics fail, or that the gate passes, wrongly at this look
 */
export function judgeMetrics(metrics: readonly MetricEvidence[], error: number): JudgedMetric[] {
  const tests = metrics.map(testOf);
  const lowErrors = holmErrors(
    tests.map(({ p }) => p),
    error,
  );
  return tests.map((test, i) => {
    const { metric, pairs } = metrics[i] as MetricEvidence;
    const errors = { low: lowErrors[i] as number, high: error };
    const bounds = boundsAt(test, errors);
    const stuck = isStuck(metric, pairs);
    const answer = answerOf(metric, bounds, stuck);
    const answerWithout = (without: readonly Evidence[]) =>
      answerOf(metric, boundsAt(signedRankTest(without), errors), stuck);
    const ofMachine =
      isOfPairs(metric) &&
      comparedBy(metric.figure) === "ratio" &&
      isOfTheMachine(pairs, answer, error, answerWithout);
    return {
      ...bounds,
      lowError: errors.low,
      highError: errors.high,
      p: test.p,
      stuck,
      ofMachine,
      answer: ofMachine ? "inconclusive" : answer,
    };
  });
}

function answerOf(metric: GateMetric, { estimate, low, high }: Bounds, stuck: boolean): GateAnswer {
  if (estimate === null) return "error";
  if (isLimit(metric) && low <= 0) return high <= 0 ? "pass" : "inconclusive";
  const tolerated = toleratedDifference(metric);
  if (low > 0 && estimate > tolerated) return "fail";
  return high < tolerated && !stuck ? "pass" : "inconclusive";
}

/** The exact test of a metric: of pairs, of runs beside stored ones, or of runs beside a limit. */
function testOf({ metric, pairs }: MetricEvidence): RankTest {
  if (isLimit(metric)) return limitTest(pairs);
  return metric.stored === undefined ? signedRankTest(pairs) : rankSumTest(metric.stored.spread, pairs);
}

function isOfPairs(metric: GateMetric): boolean {
  return !isLimit(metric) && metric.stored === undefined;
}

function isLimit({ limit }: GateMetric): boolean {
  return limit !== undefined && limit !== null;
}

/** Whether two pairs or more have one and the same difference, of a figure on so fine a scale that it was hardly measured anew. */
function isStuck(metric: GateMetric, pairs: readonly Evidence[]): boolean {
  if (isLimit(metric)) return false;
  const { figure } = metric;
  const differences = pairs.flatMap(({ difference }) => difference ?? []);
  return MEASURED.includes(figure.unit) && differences.length > 1 && new Set(differences).size === 1;
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
