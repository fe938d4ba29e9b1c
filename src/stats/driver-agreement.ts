import { largest, smallest } from "../core/extremes.ts";
import type { DriverFigure } from "../result/doctor-result.ts";
import { median } from "./median.ts";

/** The difference that is allowed in any case, as a share of the larger median. */
const LEAST_SHARE = 0.05;

/**
 * Compares what two drivers found in repeated turns. They agree on a figure when their medians are no further apart than
 * the turns of one driver are among themselves, or than `LEAST_SHARE`. A figure that a turn does not have is not compared.
 */
export function compareFigure(
  name: string,
  unit: DriverFigure["unit"],
  ours: readonly (number | null)[],
  theirs: readonly (number | null)[],
): DriverFigure {
  const [mine, other] = [present(ours), present(theirs)];
  const medians = { plimsoll: median(mine), autocannon: median(other) };
  const whole = mine.length === ours.length && other.length === theirs.length;
  if (!whole || medians.plimsoll === null || medians.autocannon === null)
    return { name, unit, medians, allowed: null, agrees: null };
  const least = LEAST_SHARE * Math.max(medians.plimsoll, medians.autocannon);
  const allowed = Math.max(spreadOf(mine), spreadOf(other), least);
  const agrees = Math.abs(medians.plimsoll - medians.autocannon) <= allowed;
  return { name, unit, medians, allowed, agrees };
}

function present(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function spreadOf(values: readonly number[]): number {
  return largest(values) - smallest(values);
}
