import type { GateResult } from "../result/gate-result.ts";
import { controlDifference, type GatePair } from "./evidence.ts";
import { controlBounds } from "./of-the-machine.ts";
import { noiseOf } from "./power.ts";

/** The control series of a gate as its document has it. @param error the chance at most of each bound to be wrong */
export function controlResult(
  beforeMs: readonly number[],
  pairs: readonly GatePair[],
  error: number,
): NonNullable<GateResult["control"]> {
  const controls = pairs.map((pair) => ({ control: controlDifference(pair) }));
  const { estimate, low, high } = controlBounds(controls, error);
  const share = (difference: number | null) =>
    difference === null || !Number.isFinite(difference) ? null : Math.expm1(difference);
  return {
    noise: machineNoise(beforeMs),
    beforeMs: [...beforeMs],
    slower: share(estimate),
    low: share(low),
    high: share(high),
    error,
  };
}

/** How much two identical runs of the null server differ that follow each other; null for fewer than three. */
export function machineNoise(roundTripsMs: readonly number[]): number | null {
  const steps = roundTripsMs
    .slice(1)
    .map((after, i) => Math.log(after) - Math.log(roundTripsMs[i] as number));
  return noiseOf(steps);
}
