import { FAILURES_ALLOWED, limitsFailures } from "../result/implied-objective.ts";
import { parseObjective } from "../result/parse-objective.ts";

/**
 * Whether so many requests failed that nobody wants the point, however fast or cheap the others were: more than 1 %, where no
 * objective of the sweep limits failures itself.
 *
 * @param slo texts of the objectives
 */
export function failsTooOften(slo: readonly string[], failedShare: number | null): boolean {
  if (failedShare === null || failedShare <= FAILURES_ALLOWED) return false;
  return !slo.some((text) => {
    const objective = parseObjective(text);
    return !("problem" in objective) && limitsFailures(objective);
  });
}
