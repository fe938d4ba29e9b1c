import { usageError } from "../../core/errors.ts";
import { listProblems } from "../../core/format.ts";
import { RUN_FIGURES } from "../../result/figures.ts";
import type { Objective, ObjectiveLatency } from "../../result/objective.ts";
import { TARGETS } from "../../targets/index.ts";
import type { SettledOptions } from "../target/settle-target.ts";

const OF_STREAMS: readonly ObjectiveLatency[] = ["ttft", "ttftFromSent", "tpot"];

interface Refusal {
  readonly problem: string;
  readonly cure: string;
}

/** Refuses the objectives about figures that the run will not measure, all together. @throws usage error */
export function refuseUnseenObjectives(objectives: readonly Objective[], options: SettledOptions): void {
  refuse(
    objectives.map(
      (objective) =>
        unstreamed(objective, options) ?? unchecked(objective, options) ?? unpriced(objective, options.price),
    ),
  );
}

/** Refuses the objectives about cost where no price was given, which is known before any server is asked. */
export function refuseUnpriced(objectives: readonly Objective[], price: number | undefined): void {
  refuse(objectives.map((objective) => unpriced(objective, price)));
}

function unstreamed(objective: Objective, { target, stream }: SettledOptions): Refusal | null {
  const canStream = TARGETS[target].openReader !== undefined;
  if (!isAboutStreams(objective) || (canStream && stream)) return null;
  return {
    problem: `objective ${objective.text} is about tokens as they come, which ${canStream ? "--no-stream" : `--target ${target}`} does not show`,
    cure: "leave it out, or use --target openai-chat or openai-completions with streaming",
  };
}

function unchecked(objective: Objective, { verify }: SettledOptions): Refusal | null {
  if (objective.kind !== "figure" || objective.figure !== "accuracy" || verify === "labels") return null;
  return {
    problem: `objective ${objective.text} is about right answers, and this run does not check answers`,
    cure: "add --verify labels, or leave it out",
  };
}

function unpriced(objective: Objective, price: number | undefined): Refusal | null {
  if (objective.kind !== "figure" || price !== undefined) return null;
  if (RUN_FIGURES[objective.figure].unit !== "perMillion") return null;
  return {
    problem: `objective ${objective.text} is about cost, and no price was given: it would be judged by an example price`,
    cure: "say what the serving machine costs with --price, or leave it out",
  };
}

function refuse(found: readonly (Refusal | null)[]): void {
  const refusals = found.filter((one) => one !== null);
  if (refusals.length === 0) return;
  const cures = new Set(refusals.map(({ cure }) => cure));
  throw usageError(listProblems(refusals.map(({ problem }) => problem)), [...cures].join("; "));
}

function isAboutStreams(objective: Objective): boolean {
  if (objective.kind === "latency") return OF_STREAMS.includes(objective.latency);
  return (
    objective.kind === "attainment" && objective.limits.some(({ latency }) => OF_STREAMS.includes(latency))
  );
}
