import { type ColdStart, drawingTimes } from "../../simulator/scaling.ts";
import { rankOf } from "../../stats/rank.ts";

const DRAWS = 2000;
const PERCENTILE = 99;

/** Time within which 99 of 100 new replicas serve, ms: from their order until the model is loaded. */
export function coldStartMs({ imagePull, modelLoad }: ColdStart, seed: number): number {
  const pull = drawingTimes(imagePull, seed, "image pull of a schedule");
  const load = drawingTimes(modelLoad, seed, "model load of a schedule");
  const times = Float64Array.from({ length: DRAWS }, () => pull() + load()).sort();
  return times[rankOf(PERCENTILE, DRAWS) - 1] ?? 0;
}
