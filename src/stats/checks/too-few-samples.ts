import { largest } from "../../core/extremes.ts";
import { floorOf } from "../objective-floor.ts";
import type { Check, VerdictInput } from "./check.ts";

/**
 * Code of a run too short to judge an objective. Such a run is not bad: its other figures stand, and the objective is
 * left open.
 */
export const TOO_FEW = "too-few-samples";

export function tooFewSamples({ scheduled, objectives }: VerdictInput): Check {
  const floor = largest(objectives.map(floorOf), 0);
  return {
    code: TOO_FEW,
    title: "enough requests for the objectives",
    observed: `${scheduled} scheduled`,
    limit: floor === 0 ? "no objective asked for" : `at least ${floor}`,
    holds: scheduled >= floor,
    message: `${scheduled} scheduled requests are too few to judge the objectives, ${floor} are the least`,
    cure: "raise --duration or --rate",
  };
}
