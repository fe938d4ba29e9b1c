import { plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { decisionParts, notableDecisions, replicasSentence, scalingOf } from "./scaling-words.ts";

/** The most decisions that a summary tells; the report has all. */
const MOST_DECISIONS = 6;

/** The lines of a simulated fleet that was scaled; none where it was not. */
export function scalingLines(result: RunResult, paint: Paint): string[] {
  const scaling = scalingOf(result);
  if (scaling === null) return [];
  const notable = notableDecisions(scaling);
  const more = notable.length - MOST_DECISIONS;
  return [
    "",
    ...named("autoscaler", scaling.autoscaler),
    ...named("replicas", replicasSentence(scaling)),
    ...named("cold start", scaling.coldStart),
    ...notable.slice(0, MOST_DECISIONS).flatMap((decision, index) => {
      const { at, change, seen, why } = decisionParts(decision);
      const parts = [`after ${at}: ${change}`, ...seen, ...(why === "" ? [] : [`held back: ${why}`])];
      return named(index === 0 ? "decisions" : "", parts.join("; "));
    }),
    ...(more > 0 ? named("", `and ${plural(more, "more decision")}, in the report`).map(paint.quiet) : []),
  ];
}
