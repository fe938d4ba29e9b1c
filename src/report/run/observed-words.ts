import { ABSENT } from "../../core/format.ts";
import type { JudgedObjective } from "../../result/judged-objective.ts";
import { UNITS, type Unit } from "../../result/units.ts";

/** What was held against the limit of an objective, with its unit; results of before are about ms alone. */
export function observedWords({ observed, observedMs, unit }: JudgedObjective, currency: string): string {
  const value = observed ?? observedMs;
  if (value === null) return ABSENT;
  const kind = unit in UNITS ? UNITS[unit as Unit] : UNITS.ms;
  return kind.format(value, currency);
}
