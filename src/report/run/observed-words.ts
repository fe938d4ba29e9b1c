import { ABSENT } from "../../core/format.ts";
import type { JudgedObjective } from "../../result/judged-objective.ts";
import { limitOf } from "../../result/objective.ts";
import { parseObjective } from "../../result/parse-objective.ts";
import { UNITS, type Unit } from "../../result/units.ts";

/** Significant digits that tell any observed value from a limit that it is not equal to. */
const ALL_DIGITS = 10;

/**
 * The observed value of an objective, with its unit; results of earlier versions have values in ms alone. A value that
 * would be written like the limit, and is not equal to it, gets all its digits: "observed 86 %" must not miss 86 %.
 */
export function observedWords(
  { objective, observed, observedMs, unit }: JudgedObjective,
  currency: string,
): string {
  const value = observed ?? observedMs;
  if (value === null) return ABSENT;
  const kind = Object.hasOwn(UNITS, unit) ? UNITS[unit as Unit] : UNITS.ms;
  const words = kind.format(value, currency);
  const known = parseObjective(objective);
  const limit = "problem" in known ? null : limitOf(known);
  if (limit === null || limit === value || kind.format(limit, currency) !== words) return words;
  const digits = (amount: number) => String(Number(amount.toPrecision(ALL_DIGITS)));
  return kind === UNITS.share ? `${digits(100 * value)} %` : kind.complete(digits(value));
}
