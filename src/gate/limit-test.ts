import { median } from "../stats/median.ts";
import { signCritical, signDistribution } from "../stats/sign-test.ts";
import type { Evidence } from "./evidence.ts";
import type { RankTest } from "./rank-test.ts";

/**
 * The exact sign test of how far runs are beyond a limit: bounds of their median are runs themselves. Unlike the differences of pairs in changing
 * order, figures of single runs need not lie symmetrically about anything, so the signed-rank test does not hold for them.
 */
export function limitTest(pairs: readonly Pick<Evidence, "difference" | "mayPass">[]): RankTest {
  const lows = pairs.map(({ difference }) => difference ?? Number.NEGATIVE_INFINITY).sort((a, b) => a - b);
  const highs = pairs
    .map(({ difference, mayPass }) => (mayPass ? difference : null) ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => b - a);
  const within = lows.filter((difference) => difference <= 0).length;
  return {
    estimate: median(pairs.flatMap(({ difference }) => difference ?? [])),
    lows,
    highs,
    p: signDistribution(pairs.length)[within] ?? 1,
    place: (error) => signCritical(pairs.length, error),
  };
}
