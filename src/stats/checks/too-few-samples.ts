import { PERCENTILES, parseSlo } from "../../scenario/slo.ts";
import { sampleFloor } from "../latency.ts";
import type { Check, VerdictInput } from "./check.ts";

export function tooFewSamples({ scheduled, slo }: VerdictInput): Check {
  const floors = slo.map((text) => sampleFloor(PERCENTILES[parseSlo(text)?.percentile ?? "p999"]));
  const floor = Math.max(0, ...floors);
  return {
    code: "too-few-samples",
    title: "enough requests for the objectives",
    observed: `${scheduled} scheduled`,
    limit: floor === 0 ? "no objective asked for" : `at least ${floor}`,
    holds: scheduled >= floor,
    message: `${scheduled} scheduled requests are too few to judge the objectives, ${floor} are the least`,
    cure: "raise --duration or --rate",
  };
}
