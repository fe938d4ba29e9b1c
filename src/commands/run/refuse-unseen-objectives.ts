import { usageError } from "../../core/errors.ts";
import type { Objective, ObjectiveLatency } from "../../result/objective.ts";
import { TARGETS } from "../../targets/index.ts";
import type { SettledOptions } from "../target/settle-target.ts";

const OF_STREAMS: readonly ObjectiveLatency[] = ["ttft", "ttftFromSent", "tpot"];

/** Refuses objectives about figures that the run will not measure. @throws usage error */
export function refuseUnseenObjectives(
  objectives: readonly Objective[],
  { target, stream, verify, price }: SettledOptions,
): void {
  const canStream = TARGETS[target].openReader !== undefined;
  for (const objective of objectives) {
    if (isAboutStreams(objective) && !(canStream && stream))
      throw usageError(
        `objective ${objective.text} is about tokens as they come, which ${canStream ? "--no-stream" : `--target ${target}`} does not show`,
        "leave it out, or use --target openai-chat or openai-completions with streaming",
      );
    if (objective.kind !== "figure") continue;
    if (objective.figure === "accuracy" && verify !== "labels")
      throw usageError(
        `objective ${objective.text} is about right answers, and this run does not check answers`,
        "add --verify labels, or leave it out",
      );
    if (["cost", "inferenceCost", "tokenCost"].includes(objective.figure) && price === undefined)
      throw usageError(
        `objective ${objective.text} is about cost, and no price was given: it would be judged by an example price`,
        "say what the serving machine costs with --price, or leave it out",
      );
  }
}

function isAboutStreams(objective: Objective): boolean {
  if (objective.kind === "latency") return OF_STREAMS.includes(objective.latency);
  return (
    objective.kind === "attainment" && objective.limits.some(({ latency }) => OF_STREAMS.includes(latency))
  );
}
