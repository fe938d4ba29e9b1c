import type { RunResult } from "../../result/run-result.ts";
import { seedsVerdict } from "../../simulator/seeds-verdict.ts";
import { TOO_FEW } from "../../stats/checks/too-few-samples.ts";

/**
 * The verdict of a run in a word or two, and whether it is a good one: what its exit code says, too. A simulation under several seeds
 * is as good as under the worst of them.
 */
export function runVerdict(result: RunResult): { readonly word: string; readonly good: boolean } {
  const seeds = seedsVerdict(result);
  if (!result.verdict.valid || seeds.invalid.length > 0) return { word: "INVALID", good: false };
  if (missedObjectives(result).length > 0 || seeds.missed.length > 0)
    return { word: "OBJECTIVE MISSED", good: false };
  return openObjectives(result).length > 0 || seeds.open.length > 0
    ? { word: "OBJECTIVE NOT SHOWN", good: false }
    : { word: "VALID", good: true };
}

/**
 * The objectives that a valid run missed, but for those that only its scenario brings. An invalid run makes no claim, so it misses
 * none either.
 */
export function missedObjectives({ slo, verdict }: RunResult): RunResult["slo"] {
  return verdict.valid ? slo.filter(({ holds, ofScenario }) => holds === false && !ofScenario) : [];
}

/** The objectives that a valid run neither shows to hold nor to miss, but for those that only its scenario brings. */
export function openObjectives({ slo, verdict }: RunResult): RunResult["slo"] {
  return verdict.valid ? slo.filter(({ answer, ofScenario }) => answer === "not shown" && !ofScenario) : [];
}

/**
 * The objectives that a reader is told of: those that were given, and an implied one that does not hold. Those of an invalid run are
 * not judged, whatever an older document says, but for a run that is only too short for some of them.
 */
export function shownObjectives({ slo, verdict }: RunResult): RunResult["slo"] {
  const isOpen = verdict.reasons.some(({ code }) => code !== TOO_FEW);
  return slo
    .filter(({ implied, holds }) => !implied || (holds === false && !isOpen))
    .map((objective) => (isOpen ? { ...objective, holds: null, answer: "not judged" } : objective));
}

/** The text of an objective; of one that nobody gave with the reason why it is there. */
export function objectiveName({ objective, implied, ofScenario }: RunResult["slo"][number]): string {
  if (ofScenario) return `${objective} (the scenario's)`;
  return implied ? `${objective} (implied, since no objective limits failures)` : objective;
}
