import { usageError } from "../../core/errors.ts";
import { listProblems } from "../../core/format.ts";
import type { Objective } from "../../result/objective.ts";
import { refuseUnpriced } from "../run/refuse-unseen-objectives.ts";

const SIMULATED = ["response", "service"];

/** Refuses the objectives about figures that a simulation does not have. @throws usage error */
export function refuseUnsimulated(objectives: readonly Objective[], price: number | undefined): void {
  const unseen = objectives.filter((objective) => {
    if (objective.kind === "figure") return objective.figure === "accuracy";
    const limits = objective.kind === "attainment" ? objective.limits : [objective];
    return limits.some(({ latency }) => !SIMULATED.includes(latency));
  });
  if (unseen.length > 0) {
    throw usageError(
      listProblems(unseen.map(({ text }) => `objective ${text} is about what is not simulated`)),
      "leave it out: a simulation knows response times, failures, rates and cost, but neither tokens nor right answers",
    );
  }
  refuseUnpriced(objectives, price);
}
