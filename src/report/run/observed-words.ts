import { ABSENT } from "../../core/format.ts";
import type { JudgedObjective } from "../../result/judged-objective.ts";
import { UNITS, type Unit } from "../../result/units.ts";

/** The observed value of an objective, with its unit; results of earlier versions have values in ms alone. */
export function observedWords({ observed, observedMs, unit }: JudgedObjective, currency: string): string {
  const value = observed ?? observedMs;
  if (value === null) return ABSENT;
  const kind = unit in UNITS ? UNITS[unit as Unit] : UNITS.ms;
  return kind.format(value, currency);
}
