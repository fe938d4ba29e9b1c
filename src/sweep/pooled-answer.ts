import type { Measure } from "../result/measure.ts";
import { answerOfShare, boundsOfShare } from "../stats/attainment-bound.ts";
import { NORMAL_95, studentT } from "../stats/student-t.ts";

type Judged = Measure["objectives"][number];

/** What the takes of a point show of an objective in the long run. */
export interface PooledAnswer {
  /** Number of independent requests that would tell as much as those of all takes; null where it is not known. */
  readonly worth: number | null;
  /** Answer of the takes; null where they do not say what they show, as in results of earlier versions. */
  readonly answer: "holds" | "misses" | "not shown" | null;
}

/**
 * What takes show together of an objective about a share of requests: by the bounds of the share for as many independent requests
 * as all takes are worth. A run cannot see how it differs from the next one, so where takes differ by more than their requests
 * explain, each counts for little more than one value of a sample of takes. Where no take tells what it is worth, what was
 * observed decides, unless a take says that it shows nothing.
 *
 * @param share of the requests that must keep the limit
 * @param keeps whether the takes together kept it
 */
export function answerOfTakes(share: number, keeps: boolean, takes: readonly Judged[]): PooledAnswer {
  const known = takes.flatMap(({ within, scheduled, worth: own }) => {
    const worth = Math.min(own ?? 0, scheduled ?? 0);
    return within === null || scheduled === null || worth <= 0
      ? []
      : [{ kept: within / scheduled, worth, within, scheduled }];
  });
  if (known.length === 0) return { worth: null, answer: answerAsObserved(keeps, takes) };
  const within = known.reduce((sum, take) => sum + take.within, 0);
  const scheduled = known.reduce((sum, take) => sum + take.scheduled, 0);
  const worth = worthTogether(within / scheduled, known);
  return { worth, answer: answerOfShare(boundsOfShare({ within, of: scheduled, worth }), share) };
}

/** The answer by what was observed, where nothing tells more of the long run. */
export function answerAsObserved(keeps: boolean, takes: readonly Judged[]): PooledAnswer["answer"] {
  const answers = takes.flatMap(({ answer }) => answer ?? []);
  if (answers.length === 0) return null;
  if (answers.includes("not shown") || answers.includes("not judged")) return "not shown";
  return keeps ? "holds" : "misses";
}

/** The answer of a point with several objectives: one that misses decides, and then one that is not shown. */
export function answerOfAll(answers: readonly PooledAnswer["answer"][]): PooledAnswer["answer"] {
  if (answers.length === 0) return null;
  if (answers.includes("misses")) return "misses";
  if (answers.includes("not shown")) return "not shown";
  return answers.includes(null) ? null : "holds";
}

/** Worth of takes whose requests were kept by these shares, each of which counts for so many independent requests. */
function worthTogether(
  pooled: number,
  takes: readonly { readonly kept: number; readonly worth: number }[],
): number {
  const worth = takes.reduce((sum, take) => sum + take.worth, 0);
  const freedom = takes.length - 1;
  if (freedom === 0 || pooled <= 0 || pooled >= 1) return worth;
  const squares = takes.reduce((sum, take) => sum + take.worth * (take.kept - pooled) ** 2, 0);
  const differ = squares / (pooled * (1 - pooled));
  if (differ <= chiSquared95(freedom)) return worth;
  // The spread of takes is itself known from a few of them only: Student's t in place of the normal distribution.
  return Math.max(1, (worth / (differ / freedom)) * (NORMAL_95 / studentT(freedom, 0.05)) ** 2);
}

/** 95 % quantile of χ² (Wilson & Hilferty 1931; within 2 % of it for one degree of freedom, closer for more). */
function chiSquared95(freedom: number): number {
  const part = 2 / (9 * freedom);
  return freedom * (1 - part + NORMAL_95 * Math.sqrt(part)) ** 3;
}
