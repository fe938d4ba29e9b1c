import { type FigureObjective, isAccuracy, isOfLongRun, type Objective } from "../result/objective.ts";
import type { Load } from "../scenario/scenario.ts";
import { accuracyOf } from "./accuracy.ts";
import { ONE_SIDED_ERROR } from "./attainment-bound.ts";
import { responseConfidence } from "./confidence.ts";
import { decideObjective, type Evidence } from "./decide-objective.ts";
import type { Judgement } from "./judge-latency.ts";
import { summarise } from "./latency.ts";
import type { ObjectiveBlocks } from "./objective-blocks.ts";
import { floorOf } from "./objective-floor.ts";
import type { RunRecorder } from "./recorder.ts";
import { whyUnrepeated } from "./repetition.ts";

/** The moments at which a run that goes on until its objectives are decided looks at them. */
export interface Looks {
  /** Lengths of the measured part, ms, rising; the last is the longest that it may have. */
  readonly atMs: readonly number[];
  /** Chance that a bound is wrong at one look: those of all looks add up to that of one bound (Bonferroni). */
  readonly error: number;
}

/** Looks at the shortest length of the measured part, and at each twice as long as the one before, up to the longest. */
export function planLooks(shortestMs: number, longestMs: number): Looks {
  const atMs: number[] = [];
  for (let lengthMs = shortestMs; lengthMs < longestMs; lengthMs *= 2) atMs.push(lengthMs);
  atMs.push(longestMs);
  return { atMs, error: ONE_SIDED_ERROR / atMs.length };
}

/**
 * Part of a look's error that its bounds are made for. Sending goes on for a moment after a look, and the objectives are judged again
 * with what that moment brought: with no room between the two, a run would end as decided and then say that nothing is shown.
 */
const ROOM = 0.5;

/** Looks at the objectives of a run at the planned moments, and tells when they are decided. */
export class ObjectiveWatch {
  readonly #looks: Looks | null;
  readonly #objectives: readonly Objective[];
  readonly #load: Load;
  #next = 0;

  /** @param looks null for a run that ends when its schedule does */
  constructor(looks: Looks | null, objectives: readonly Objective[], load: Load) {
    this.#looks = looks;
    this.#objectives = objectives;
    this.#load = load;
  }

  /** Whether the run may end, so long after the begin of its measured part: looked at once for each planned moment. */
  isEnough(measuredMs: number, recorder: RunRecorder): boolean {
    const lookMs = this.#looks?.atMs[this.#next];
    if (this.#looks === null || lookMs === undefined || measuredMs < lookMs) return false;
    this.#next++;
    return areDecided(this.#objectives, recorder, this.#load, measuredMs, ROOM * this.#looks.error);
  }
}

/**
 * Whether every objective is decided by what the recorder holds now, so that a longer run would not change its answer. Requests
 * without an outcome may turn out either way, so it must be decided both if all of them miss and if none does; of a mean they cannot tell.
 * Objectives about the run itself are decided by any run.
 */
function areDecided(
  objectives: readonly Objective[],
  recorder: RunRecorder,
  load: Load,
  measuredMs: number,
  error: number,
): boolean {
  const response = summarise(recorder.total.response);
  const unrepeated = whyUnrepeated(load, measuredMs, recorder.sentSoFar);
  const why = unrepeated?.why ?? null;
  const confidence = responseConfidence(response, recorder.total.response, recorder.blocks, why);
  const evidence = {
    rule: "shown",
    measuredMs,
    confidence,
    unrepeated,
    differentItems: null,
    error,
  } as const;
  const unfinished = recorder.unfinished.at(-1) ?? 0;
  const answers = [0, unfinished].map((kept) => {
    const underWay = { kept, of: unfinished };
    return objectives.map((objective, index) =>
      isAccuracy(objective)
        ? answerOnAccuracy(objective, recorder, underWay, evidence)
        : answerSoFar(objective, recorder.objectives[index] ?? null, recorder, underWay, evidence),
    );
  });
  return objectives.every((objective, index) => {
    const [ifNone, ifAll] = answers.map((all) => all[index]);
    return !isOfLongRun(objective) || (ifNone === ifAll && ifAll !== "not shown");
  });
}

/** The requests without an outcome, and how many of them are taken to keep an objective. */
interface UnderWay {
  readonly kept: number;
  readonly of: number;
}

/** The answer on an objective about requests if the run ended now; null where there is none to ask. */
function answerSoFar(
  objective: Objective,
  blocks: ObjectiveBlocks | null,
  { scheduled, byOutcome }: RunRecorder,
  underWay: UnderWay,
  evidence: Evidence,
) {
  if (blocks === null) return null;
  if (objective.kind === "latency" && objective.statistic === "mean") {
    const failed = scheduled > byOutcome.ok;
    const judged = { within: null, of: null, observed: failed ? null : 0, holds: !failed, note: null };
    return decideObjective(objective, judged, blocks, evidence).answer;
  }
  const of = blocks.all.reduce((sum, { count }) => sum + count, 0) + underWay.of;
  const within = blocks.within + underWay.kept;
  return decideObjective(objective, shareSoFar(objective, within, of), blocks, evidence).answer;
}

/** The answer on the share of labelled items that are answered right; requests under way carry as many of them as others do. */
function answerOnAccuracy(
  objective: FigureObjective,
  { accuracy, byOutcome }: RunRecorder,
  underWay: UnderWay,
  evidence: Evidence,
) {
  if (accuracy === null || accuracy.checked === 0) return "not shown";
  const items = accuracy.checked / byOutcome.ok;
  const { differentItems } = accuracyOf(accuracy);
  const within = accuracy.right + items * underWay.kept;
  const judged = shareSoFar(objective, within, accuracy.checked + items * underWay.of);
  return decideObjective(objective, judged, null, { ...evidence, differentItems }).answer;
}

/** What was observed of a share; how it would be rounded does not matter to its bounds. */
function shareSoFar(objective: Objective, within: number, of: number): Judgement {
  return { within, of, observed: 0, holds: of < floorOf(objective) ? null : true, note: null };
}
