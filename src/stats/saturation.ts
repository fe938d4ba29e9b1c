import type { Backlog, BacklogBin } from "./backlog.ts";
import { batchMeans, FEWEST_BATCHES } from "./batch-means.ts";
import { NORMAL_95, studentT975 } from "./student-t.ts";

/** Blocks that the backlogged time is cut into before it is joined to batches. */
const BLOCKS = 64;
/** Fewest answers that a rate is told from. */
const FEWEST_ANSWERS = 20;
/** Time for which a backlog must have been there, ms. */
const STEADY_MS = 500;

/** What a server was seen to do while requests were waiting for it. */
export interface Saturation {
  /** Answers per second while it was backlogged. */
  readonly perSec: number;
  /** 95 % interval of that rate; without an upper end where stretches depend on each other for too long to tell. */
  readonly interval: { readonly low: number; readonly high: number };
  /** Time for which it was backlogged, ms. */
  readonly backloggedMs: number;
  /** Whether it answered more when more was under way: "no" is a server at its limit, "yes" one that only takes long. */
  readonly answersMore: "yes" | "no" | "not shown";
}

/**
 * The rate at which a server answers while requests wait for it, which is what it can do. A stretch of time counts if, when it begins,
 * at least `floor` requests are without an answer: that is known before the stretch, so a slow moment is no likelier to be chosen than a
 * quick one. A stable server answers more than comes due then, however few those requests are.
 *
 * Answers that take long, without any queue, are requests without an answer too; but then there are the more answers the more of them
 * are under way. So the half of the stretches with the smaller backlog is compared with the other: the elasticity of the answers to
 * the backlog is 0 for a server at its limit, and 1 for one that works on all requests at once.
 *
 * @returns null where it was not backlogged for long enough to tell a rate
 */
export function saturationOf(
  { binMs, bins }: Pick<Backlog, "binMs" | "bins">,
  floor: number,
): Saturation | null {
  const backlogged = steadied(bins, Math.max(1, Math.round(STEADY_MS / binMs))).filter(
    ({ before }) => before >= floor,
  );
  const answers = answeredIn(backlogged);
  if (backlogged.length < FEWEST_BATCHES || answers < FEWEST_ANSWERS) return null;
  const seconds = (backlogged.length * binMs) / 1000;
  const perSec = answers / seconds;
  const found = batchMeans(blocksOf(backlogged));
  if (found === null) {
    const interval = { low: 0, high: Number.POSITIVE_INFINITY };
    return { perSec, interval, backloggedMs: seconds * 1000, answersMore: "not shown" };
  }
  // The first and the last answer may lie on either side of an edge: no rate is surer than by one answer.
  const standardError = Math.max(Math.sqrt(found.variance) / (binMs / 1000), 0.5 / seconds);
  const half = studentT975(found.batches - 1) * standardError;
  return {
    perSec,
    interval: { low: Math.max(0, perSec - half), high: perSec + half },
    backloggedMs: seconds * 1000,
    answersMore: answersMore(backlogged, (standardError * seconds) ** 2 / answers),
  };
}

/**
 * The stretches with the least backlog of some time before each in place of its own: a server that answers many together is not to be found
 * with most of them just before it answers.
 */
function steadied(bins: readonly BacklogBin[], length: number): BacklogBin[] {
  return bins.map((bin, at) => {
    let { before } = bin;
    for (let i = Math.max(0, at - length); i < at; i++)
      before = Math.min(before, (bins[i] as BacklogBin).before);
    return { ...bin, before };
  });
}

/** @param dispersion variance of the number of answers over that of a Poisson process */
function answersMore(backlogged: readonly BacklogBin[], dispersion: number): Saturation["answersMore"] {
  const byBacklog = backlogged.toSorted((a, b) => a.before - b.before);
  const half = byBacklog.length >> 1;
  const [fewer, more] = [byBacklog.slice(0, half), byBacklog.slice(-half)];
  const [answersFewer, answersMany] = [answeredIn(fewer), answeredIn(more)];
  const contrast = Math.log(backlogIn(more) / backlogIn(fewer));
  if (answersFewer === 0 || answersMany === 0) return answersMany > 0 ? "yes" : "not shown";
  if (!(contrast > 0)) return "not shown";
  const elasticity = Math.log(answersMany / answersFewer) / contrast;
  const bound = (NORMAL_95 * Math.sqrt(dispersion * (1 / answersFewer + 1 / answersMany))) / contrast;
  if (elasticity + bound < 0.5) return "no";
  return elasticity - bound > 0.5 ? "yes" : "not shown";
}

function blocksOf(bins: readonly BacklogBin[]): { count: number; amount: number }[] {
  const length = Math.max(1, Math.ceil(bins.length / BLOCKS));
  return Array.from({ length: Math.floor(bins.length / length) }, (_, at) => {
    const block = bins.slice(at * length, (at + 1) * length);
    return { count: block.length, amount: answeredIn(block) };
  });
}

function answeredIn(bins: readonly BacklogBin[]): number {
  return bins.reduce((sum, { answered }) => sum + answered, 0);
}

function backlogIn(bins: readonly BacklogBin[]): number {
  return bins.reduce((sum, { before }) => sum + before, 0);
}
