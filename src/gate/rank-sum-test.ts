import { median } from "../stats/median.ts";
import { rankSumCritical, rankSumDistribution } from "../stats/rank-sum.ts";
import type { Evidence } from "./evidence.ts";
import type { RankTest } from "./rank-test.ts";

/**
 * The exact rank-sum test of the candidate's runs beside stored ones (Hollander, Wolfe & Chicken 2014, "Nonparametric Statistical Methods", 4.1 to
 * 4.3): bounds of the shift are differences of one run of each, and the estimate, that of Hodges and Lehmann, is their median.
 * It takes the runs of both to be alike but for the shift: what changed on the machine between them is part of it.
 *
 * @param stored differences of the stored runs from their median, above 0 where they are worse
 * @param runs the candidate's, from the same median
 */
export function rankSumTest(
  stored: readonly number[],
  runs: readonly Pick<Evidence, "difference" | "mayPass">[],
): RankTest {
  const beside = (differences: readonly number[]) =>
    differences.flatMap((difference) => stored.map((one) => difference - one)).sort((a, b) => a - b);
  const lows = beside(runs.map(({ difference }) => difference ?? Number.NEGATIVE_INFINITY));
  const highs = beside(
    runs.map(({ difference, mayPass }) => (mayPass ? difference : null) ?? Number.POSITIVE_INFINITY),
  ).reverse();
  const against = lows.filter((difference) => difference <= 0).length;
  const [m, n] = [stored.length, runs.length];
  return {
    estimate: median(beside(runs.flatMap(({ difference }) => difference ?? []))),
    lows,
    highs,
    p: m === 0 ? 1 : (rankSumDistribution(m, n)[against] ?? 1),
    place: (error) => (m === 0 ? -1 : rankSumCritical(m, n, error)),
  };
}
