import type { ClaimsResult, ClaimVerdict } from "../../result/claims-result.ts";
import { pairedRatio } from "../../stats/hodges-lehmann.ts";
import { median } from "../../stats/median.ts";
import { CLAIM_FIGURES, type Claim, type ClaimFigure } from "./claim.ts";
import type { ClaimMeasure } from "./claim-measure.ts";

/** A pair of runs that were measured one after the other. */
export interface ClaimPair {
  readonly a: ClaimMeasure;
  readonly b: ClaimMeasure;
}

/**
 * Judges a claim by its pairs of runs.
 *
 * @param unmeasured why there are no pairs; null where they were measured
 */
export function judgeClaim(
  claim: Claim,
  pairs: readonly ClaimPair[],
  unmeasured: string | null = null,
): ClaimsResult["claims"][number] {
  const compares = claim.compares.map(({ figure, from, to }) => compare(figure, from, to ?? null, pairs));
  const verdicts = compares.map(({ verdict }) => verdict);
  return {
    id: claim.id,
    claim: claim.claim,
    a: claim.a.title,
    b: claim.b.title,
    compares,
    verdict: verdicts.includes("does not hold")
      ? "does not hold"
      : verdicts.includes("not shown")
        ? "not shown"
        : "holds",
    unmeasured,
  };
}

function compare(
  figure: ClaimFigure,
  from: number,
  to: number | null,
  pairs: readonly ClaimPair[],
): ClaimsResult["claims"][number]["compares"][number] {
  const values = pairs.flatMap(({ a, b }) => {
    const [left, right] = [a[figure], b[figure]];
    return left !== null && right !== null && left > 0 && right > 0 ? [{ a: left, b: right }] : [];
  });
  const about = { figure: CLAIM_FIGURES[figure].title, claimed: { from, to }, pairs: values.length };
  if (values.length === 0)
    return { ...about, a: null, b: null, ratio: null, interval: null, verdict: "not shown" };
  const { ratio, interval } = pairedRatio(values);
  return {
    ...about,
    a: median(values.map(({ a }) => a)),
    b: median(values.map(({ b }) => b)),
    ratio,
    interval,
    verdict: verdictOf(interval, from, to ?? Number.POSITIVE_INFINITY),
  };
}

/** The verdict of an interval: a claim holds, or does not hold, only if the whole interval says so. */
function verdictOf(interval: { low: number; high: number } | null, from: number, to: number): ClaimVerdict {
  if (interval === null) return "not shown";
  if (interval.low >= from && interval.high <= to) return "holds";
  return interval.high < from || interval.low > to ? "does not hold" : "not shown";
}
