import type { Replica } from "../replica.ts";
import type { Stage } from "./stage.ts";

/** Calls for the replicas of an option: those of the start, and, where none is named, those that come later. */
export function watch(number: number | undefined, stage: Stage, begin: (replica: Replica) => void): void {
  const seen = new Set(stage.chosen(number));
  for (const one of seen) begin(one);
  if (number !== undefined) return;
  stage.whenReady((one) => {
    if (seen.has(one)) return;
    seen.add(one);
    begin(one);
  });
}
