import type { Objective } from "../../result/objective.ts";
import type { LatenessRule } from "./rule.ts";
import type { RunTimes } from "./run-times.ts";
import { isSpoiled, spoilOfObjective } from "./spoil.ts";
import { spoiledNote } from "./words.ts";

/** Why an objective cannot be judged: lateness spoils its figure. Null where it does not. */
export function whySpoiled(objective: Objective, times: RunTimes, rule: LatenessRule): string | null {
  const spoil = spoilOfObjective(objective, times, rule);
  return spoil !== null && isSpoiled(spoil) ? spoiledNote(spoil, rule) : null;
}
