import { plural } from "../core/format.ts";
import type { JudgedObjective } from "../result/judged-objective.ts";
import type { FigureConfidence } from "../result/latency.ts";
import { isAccuracy, isOfLongRun, type Objective, requiredShare } from "../result/objective.ts";
import {
  answerOfShare,
  boundsOfShare,
  type Kept,
  lengthThatShows,
  ONE_SIDED_ERROR,
} from "./attainment-bound.ts";
import { batchMeans, whyDependent } from "./batch-means.ts";
import type { Judgement } from "./judge-latency.ts";
import { type BlocksOfRequests, worthOf } from "./objective-worth.ts";
import { durationThatHolds, type Unrepeated } from "./repetition.ts";
import { studentT } from "./student-t.ts";

/** The facts that tell how much a run shows beyond itself. */
export interface Evidence {
  /** What decides: a bound of the long run, or what was observed. */
  readonly rule: "shown" | "observed";
  readonly measuredMs: number;
  /** Confidence of the response time, by percentile. */
  readonly confidence: Readonly<Record<string, FigureConfidence>>;
  /** Why the run does not hold enough of what makes it vary; null where it does. */
  readonly unrepeated: Unrepeated | null;
  /** Number of different items among the labelled ones; null where none were checked. */
  readonly differentItems: number | null;
  /** Chance that a bound is wrong; left out = one of twenty. */
  readonly error?: number;
}

/** The decision on an objective, in addition to what was observed. */
export type Decision = Pick<JudgedObjective, "answer" | "basis" | "worth" | "bounds" | "note">;

/**
 * Decides an objective: by a bound of the long run where it is about a share of the requests, or about their mean; by what was
 * observed where it is about the run itself (the longest, none at all, a rate, a cost), and where the user goes by that.
 *
 * @param judged what was observed, of a valid run
 * @param blocks the requests that it is about, in blocks of time; null where it is not about requests
 */
export function decideObjective(
  objective: Objective,
  judged: Judgement,
  blocks: BlocksOfRequests | null,
  evidence: Evidence,
): Decision {
  if (judged.holds === null) return { ...UNBOUND, answer: "not shown", note: judged.note };
  if (evidence.rule === "observed") return observed(judged);
  if (objective.kind === "latency" && objective.statistic === "mean")
    return judged.observed === null || blocks === null
      ? observed(judged)
      : ofMean(objective.limitMs, judged, blocks, evidence);
  const kept = keptOf(objective, judged, blocks, evidence);
  return kept === null ? observed(judged) : ofShare(kept, judged, evidence);
}

const UNBOUND = { basis: "observed", worth: null, bounds: null } as const;

function observed({ holds, note }: Judgement): Decision {
  return { ...UNBOUND, answer: holds === true ? "holds" : "misses", note };
}

interface KeptShare extends Kept {
  readonly required: number;
  /** Why the run is not worth more; null where only its length limits it. */
  readonly why: string | null;
}

/** The share that an objective is about; null where it is about none, or about every single request. */
function keptOf(
  objective: Objective,
  { within, of }: Judgement,
  blocks: BlocksOfRequests | null,
  { confidence, unrepeated, differentItems }: Evidence,
): KeptShare | null {
  if (within === null || of === null || of === 0) return null;
  if (!isOfLongRun(objective)) return null;
  if (isAccuracy(objective)) return ofItems(within, of, objective.limit, differentItems ?? of);
  const required = requiredShare(objective);
  if (required === null || blocks === null) return null;
  return { within, of, required, ...worthOf(blocks, required, confidence, unrepeated) };
}

function ofItems(within: number, of: number, required: number, different: number): KeptShare {
  const why = `it rests on ${plural(different, "different item")}, and to ask for one again tells nothing new: only more of them would decide`;
  return { within, of, required, worth: Math.min(of, different), why };
}

function ofShare(
  kept: KeptShare,
  { note }: Judgement,
  { measuredMs, error = ONE_SIDED_ERROR }: Evidence,
): Decision {
  const bounds = boundsOfShare(kept, error);
  const answer = answerOfShare(bounds, kept.required);
  const open = answer === "not shown" ? (kept.why ?? neededLength(kept, measuredMs, error)) : null;
  return { answer, basis: "bound", worth: kept.worth, bounds, note: joined(note, open) };
}

function neededLength(kept: KeptShare, measuredMs: number, error: number): string {
  const times = lengthThatShows(kept, kept.required, error);
  if (times === null)
    return "the share within the limit is what is asked for: no length of run decides between the two";
  const duration = durationThatHolds(times * measuredMs);
  return duration === null
    ? "it is so near to what is asked for that even a day would not decide"
    : `about ${duration} would decide it, if the share within the limit stays what it was`;
}

/** The mean is held against its limit by the one-sided bound of batch means. */
function ofMean(
  limitMs: number,
  { observed: meanMs, note }: Judgement,
  blocks: BlocksOfRequests,
  { unrepeated, error = ONE_SIDED_ERROR }: Evidence,
): Decision {
  const found = unrepeated === null ? batchMeans(blocks.all) : null;
  const left = { basis: "bound", worth: null, bounds: null } as const;
  if (found === null || meanMs === null) {
    return { ...left, answer: "not shown", note: joined(note, unrepeated?.why ?? whyDependent(blocks)) };
  }
  const awayMs = studentT(found.batches - 1, error) * Math.sqrt(found.variance);
  const isDecided = Math.abs(limitMs - found.ratio) >= awayMs;
  if (isDecided) return { ...left, answer: found.ratio <= limitMs ? "holds" : "misses", note };
  return {
    ...left,
    answer: "not shown",
    note: joined(note, `the mean is known to ± ${awayMs.toPrecision(2)} ms only: a longer run is needed`),
  };
}

function joined(...notes: readonly (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join("; ");
}
