import type { RunResult } from "../../result/run-result.ts";
import { compareWithMeasured } from "../../simulator/comparison.ts";
import { overSeeds } from "../../simulator/over-seeds.ts";
import type { SimulatedSeeds } from "./simulate-seeds.ts";

/** The document of the first seed, with what all of them say together: beside the measured runs, or over the seeds. */
export function summedUp({ first, outcomes }: SimulatedSeeds, measured: readonly RunResult[]): RunResult {
  const finished = outcomes.filter((outcome) => outcome !== undefined);
  const partial = first.partial || finished.length < outcomes.length;
  if (first.simulation === null) return first;
  const pairs = outcomes.flatMap((simulated, index) => {
    const was = measured[index];
    return was === undefined || simulated === undefined ? [] : [{ measured: was, simulated }];
  });
  const comparison = first.partial || pairs.length === 0 ? null : compareWithMeasured(pairs);
  const isRepeated = measured.length === 0 && outcomes.length > 1 && finished.length > 0;
  const seeds = isRepeated ? overSeeds(finished, outcomes.length) : null;
  return { ...first, partial, simulation: { ...first.simulation, comparison, seeds } };
}
