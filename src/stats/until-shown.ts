import type { Objective } from "../result/objective.ts";
import { requiredShare } from "../result/objective.ts";
import type { Load } from "../scenario/scenario.ts";
import { ONE_SIDED_ERROR } from "./attainment-bound.ts";
import { responseConfidence } from "./confidence.ts";
import { decideObjective } from "./decide-objective.ts";
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
    return areDecided(this.#objectives, recorder, this.#load, measuredMs, this.#looks.error);
  }
}

/**
 * Whether every objective is decided by what the recorder holds now, so that a longer run would not change its answer. Requests
 * without an outcome may turn out either way, so it must be decided both if all of them miss and if none does. Objectives about the
 * run itself are decided by any run.
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
  return objectives.every((objective, index) => {
    const blocks = recorder.objectives[index];
    if (blocks === undefined) return true;
    const answers = [0, unfinished].map((kept) => {
      const judged = judgedSoFar(objective, blocks, kept, unfinished);
      return judged === null ? "holds" : decideObjective(objective, judged, blocks, evidence).answer;
    });
    return answers[0] === answers[1] && answers[0] !== "not shown";
  });
}

/** What was observed of an objective so far, if `kept` of the unfinished requests keep it; null for one about the run itself. */
function judgedSoFar(objective: Objective, blocks: ObjectiveBlocks, kept: number, unfinished: number) {
  const of = blocks.all.reduce((sum, { count }) => sum + count, 0) + unfinished;
  if (objective.kind === "latency" && objective.statistic === "mean")
    return { within: null, of, observed: 0, holds: true, note: null };
  const share = requiredShare(objective);
  if (share === null || share <= 0 || share >= 1) return null;
  const within = blocks.within + kept;
  const holds = of < floorOf(objective) ? null : within >= share * of;
  return { within, of, observed: 0, holds, note: null };
}
