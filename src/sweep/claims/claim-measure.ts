import { RUN_FIGURES } from "../../result/figures.ts";
import type { RunResult } from "../../result/run-result.ts";
import { failsTooOften } from "../fails-too-often.ts";
import { responseOverScheduled } from "../measured-figures.ts";
import type { ClaimFigure } from "./claim.ts";

/** Figures of a valid run; null where it had too few requests for one, or too many failed. */
export type ClaimMeasure = Readonly<Record<ClaimFigure, number | null>>;

/**
 * The figures of a run that claims are about. Response times are over all scheduled requests, a failed one infinitely slow; a
 * run in which more than 1 % of the requests failed has no figures, since the others say nothing of what was asked.
 */
export function claimMeasureOf(result: RunResult): ClaimMeasure {
  if (failsTooOften([], RUN_FIGURES.errors.read(result)))
    return { inferencesPerSec: null, p50Ms: null, p95Ms: null, tailMs: null };
  const responseMs = responseOverScheduled(result);
  const [p50Ms, p95Ms] = [responseMs("p50"), responseMs("p95")];
  return {
    inferencesPerSec: RUN_FIGURES.inferences.read(result),
    p50Ms,
    p95Ms,
    tailMs: p50Ms === null || p95Ms === null ? null : p95Ms - p50Ms,
  };
}
