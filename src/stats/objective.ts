import { RUN_FIGURES } from "../result/figures.ts";
import { impliedBy } from "../result/implied-objective.ts";
import type { JudgedObjective } from "../result/judged-objective.ts";
import type {
  AttainmentObjective,
  FigureObjective,
  LatencyObjective,
  Objective,
} from "../result/objective.ts";
import { limitOf } from "../result/objective.ts";
import type { RunResult } from "../result/run-result.ts";
import { TOO_FEW } from "./checks/too-few-samples.ts";
import { type Decision, decideObjective, type Evidence } from "./decide-objective.ts";
import { Histogram } from "./histogram.ts";
import { type Judgement, judgeLatency } from "./judge-latency.ts";
import { floorOf } from "./objective-floor.ts";
import type { RunRecorder } from "./recorder.ts";

/**
 * The facts by which the objectives of a run are judged: the counts of the recorder, and the figures of the document.
 */
export interface JudgedRun {
  readonly recorder: Pick<RunRecorder, "total" | "scheduled" | "byOutcome" | "objectives">;
  /** The document, whose objectives are not judged yet. */
  readonly result: RunResult;
  /** Why the figure of an objective is spoiled by lateness, null where it is not; left out = none is. */
  spoiled?(objective: Objective): string | null;
}

/**
 * Judges each objective, in their order, and behind them those that they imply. An objective without data never holds; one that too
 * few requests tell of, whose figure lateness spoils, or of a run that is invalid for another reason, is left open.
 *
 * @param evidence how much the run shows beyond itself
 * @param ofScenario whether only the scenario brings the objectives: then those that the user did not give are implied, too
 */
export function judgeObjectives(
  objectives: readonly Objective[],
  run: JudgedRun,
  evidence: Evidence,
  ofScenario = false,
): JudgedObjective[] {
  const isInvalid = run.result.verdict.reasons.some(({ code }) => code !== TOO_FEW);
  const entry = (objective: Objective, judged: Judgement, decided: Decision, implied: boolean) => {
    const unit = unitOf(objective);
    const spoiled = run.spoiled?.(objective) ?? null;
    return {
      objective: objective.text,
      observedMs: unit === "ms" ? judged.observed : null,
      observed: judged.observed,
      unit,
      within: judged.within,
      of: judged.of,
      ...(isInvalid || spoiled !== null
        ? unjudged(judged.note ?? spoiled ?? "the run is invalid")
        : { observedWithin: judged.holds, ...decided, holds: HOLDS[decided.answer ?? "not judged"] }),
      implied,
      ofScenario: ofScenario && !implied,
    };
  };
  const given = objectives.map((objective, index) => {
    const judged = judge(objective, run, index);
    const blocks = run.recorder.objectives[index] ?? null;
    return entry(objective, judged, decideObjective(objective, judged, blocks, evidence), false);
  });
  const implied = impliedBy(ofScenario ? [] : objectives).map((objective) => {
    const judged = impliedJudgement(objective, run.recorder);
    return entry(
      objective,
      judged,
      decideObjective(objective, judged, null, { ...evidence, rule: "observed" }),
      true,
    );
  });
  return [...given, ...implied];
}

const HOLDS = { holds: true, misses: false, "not shown": null, "not judged": null } as const;

/** What a run that is invalid says of an objective: nothing. */
function unjudged(note: string) {
  return {
    observedWithin: null,
    worth: null,
    bounds: null,
    basis: "observed",
    answer: "not judged",
    holds: null,
    note,
  } as const;
}

/** The judgement of the implied objective on failures, however few requests there were: it says what was seen. */
function impliedJudgement(
  objective: Objective,
  { scheduled: of, byOutcome }: JudgedRun["recorder"],
): Judgement {
  const observed = of === 0 ? null : (of - byOutcome.ok) / of;
  return {
    within: byOutcome.ok,
    of,
    observed,
    holds: observed === null || observed <= limitOf(objective),
    note: null,
  };
}

function unitOf(objective: Objective): string {
  if (objective.kind === "latency") return "ms";
  return objective.kind === "attainment" ? "share" : RUN_FIGURES[objective.figure].unit;
}

function judge(objective: Objective, run: JudgedRun, index: number): Judgement {
  switch (objective.kind) {
    case "latency":
      return judgeTimes(objective, run.recorder);
    case "attainment":
      return judgeAttainment(objective, run.recorder.objectives[index]?.within ?? 0, run.recorder.scheduled);
    case "figure":
      return objective.figure === "errors" ? judgeErrors(objective, run) : judgeFigure(objective, run);
  }
}

/**
 * Judges a latency objective: of response or service time over all scheduled requests; of a time of tokens over the ok
 * requests that have it (one token has no time per token) and the failed ones.
 */
function judgeTimes(
  objective: LatencyObjective,
  { total, scheduled, byOutcome }: JudgedRun["recorder"],
): Judgement {
  const { latency } = objective;
  const ok =
    latency === "response" || latency === "service"
      ? total[latency]
      : (total.tokens?.[latency] ?? new Histogram());
  const judged = judgeLatency(objective, ok, ok.count + scheduled - byOutcome.ok);
  // Where enough requests were made and too few of them have such a time, a longer run would not have more: no data is no pass.
  return judged.holds === null && scheduled >= floorOf(objective) ? { ...judged, holds: false } : judged;
}

function judgeAttainment(objective: AttainmentObjective, within: number, of: number): Judgement {
  return judgeShare(objective, { within, of, observed: of === 0 ? null : within / of }, objective.share);
}

function judgeErrors(objective: FigureObjective, { recorder }: JudgedRun): Judgement {
  const { scheduled: of, byOutcome } = recorder;
  const observed = of === 0 ? null : (of - byOutcome.ok) / of;
  return judgeShare(objective, { within: byOutcome.ok, of, observed }, 1 - objective.limit);
}

/** Judges an objective on a share, which needs as many requests as the percentile that it equals. */
function judgeShare(
  objective: Objective,
  judged: Pick<Judgement, "within" | "of" | "observed">,
  required: number,
): Judgement {
  const { within, of } = judged;
  const floor = floorOf(objective);
  if (of === null || of < floor) {
    const note = `needs at least ${floor} scheduled requests, there are ${of}`;
    return { ...judged, observed: null, holds: null, note };
  }
  return { ...judged, holds: (within ?? 0) >= required * of - 1e-9 * of, note: null };
}

function judgeFigure({ figure, limit }: FigureObjective, { result }: JudgedRun): Judgement {
  const { better, words, read } = RUN_FIGURES[figure];
  const observed = read(result);
  const counts =
    figure === "accuracy" && result.accuracy !== null
      ? { within: result.accuracy.right, of: result.accuracy.checked }
      : { within: null, of: null };
  if (observed === null)
    return { ...counts, observed, holds: false, note: `the run does not tell the ${words}` };
  const holds = better === "lower" ? observed <= limit : observed >= limit;
  return { ...counts, observed, holds, note: null };
}
