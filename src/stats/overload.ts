import { largest, smallest } from "../core/extremes.ts";
import type { Backlog } from "./backlog.ts";
import type { Block } from "./latency-blocks.ts";
import { type Saturation, saturationOf } from "./saturation.ts";

/** A backlog below this many requests is a queue at work, not an overload. */
const BACKLOG_FLOOR = 10;
/** How many times a stretch must be filled by its backlog, so that the server had something to do to its end. */
const FILLED = 1.5;
/** Share of lost requests from which they hide a backlog: one that has no room to grow. */
const LOST_SHARE = 0.01;
/** Shares of the longest time for which a lost request was waited for that answers take, where they were in one queue with it. */
const QUEUE_OF_LOST = { median: 0.25, longest: 0.8 };

/** The facts by which a server is found overloaded, or not. */
export interface LoadedRun {
  /** Requests without an outcome at the end of each measured second. */
  readonly unfinished: readonly number[];
  /** What became of requests in short stretches; null = not counted. */
  readonly backlog: Backlog | null;
  /** Response time in consecutive blocks of the time at which requests were intended. */
  readonly blocks: readonly Block[];
  /** Mean rate of the requests that are planned; null where the plan has no constant one. */
  readonly plannedPerSec: number | null;
  /** The longest that answers usually take, ms; null where there are none. */
  readonly answerMs: number | null;
  /** Half of the answers came within this time, ms; null where there are none. */
  readonly medianMs: number | null;
  /** Whether the server was seen, over half the length of the measured part, to answer requests as fast as they came. */
  readonly keptUp: boolean;
}

/** Whether a server was overloaded, and by what that is told. */
export interface Overload {
  readonly answer: "overloaded" | "not overloaded" | "not shown";
  /** What the server did while it was backlogged; null where it was not for long, or the plan has no constant rate. */
  readonly saturation: Saturation | null;
  /** Fewest unfinished requests that count as a backlog. */
  readonly floor: number;
  /** Least backlog of the last quarter, and the largest of the first half. */
  readonly after: number;
  readonly before: number;
  /** Whether the backlog did not come back in the last quarter to where it was at its worst in the first half. */
  readonly grew: boolean;
  /** Share of the requests that came due which ended without an answer. */
  readonly lost: number;
  /** Whether they are so many that they hide a backlog. */
  readonly loses: boolean;
}

/**
 * Whether a server could not do what was planned. Where the planned rate is constant it is known without error, and the rate at which the
 * server answers while requests wait is what it can do: the server is overloaded if the first is above the interval of the second, unless
 * it answers more when more is under way. Where no rate tells, the backlog does: one that does not come back, or a server that is never
 * without and loses requests.
 */
export function judgeOverload(run: LoadedRun): Overload {
  const { plannedPerSec, backlog } = run;
  const growth = growthOf(run);
  const lost = lostOf(backlog?.bins ?? []);
  const loses = lost > LOST_SHARE;
  const grew = growth.grew && !isOfLongAnswers(run);
  const isQueueOfLost = loses && isInOneQueue(run);
  const hidden = isQueueOfLost && isLosing(backlog);
  const filled = (FILLED * (plannedPerSec ?? 0) * (backlog?.binMs ?? 0)) / 1000;
  const least = Math.ceil(Math.max(loses ? 1 : BACKLOG_FLOOR, filled));
  const levels =
    plannedPerSec === null || backlog === null ? [] : saturations(behindRamp(backlog, run), least);
  const level = levels.find(({ saturation }) => saturation.answersMore === "no") ?? levels[0];
  const seen = {
    ...growth,
    grew,
    lost,
    loses,
    floor: level?.floor ?? least,
    saturation: level?.saturation ?? null,
  };
  if (plannedPerSec === null || level === undefined)
    return { ...seen, answer: (grew && isLong(run)) || hidden ? "overloaded" : "not overloaded" };
  const { interval, answersMore } = level.saturation;
  // At its limit it answers the same however many wait: where it was seen to do more, it was not.
  const didMore = levels.some(({ saturation }) => saturation.perSec >= plannedPerSec);
  const isAtLimit = loses && !isQueueOfLost ? false : answersMore === "no" || grew || isQueueOfLost;
  if (answersMore !== "yes" && isAtLimit && plannedPerSec > interval.high && !didMore)
    return { ...seen, answer: "overloaded" };
  if (hidden && interval.high === Number.POSITIVE_INFINITY) return { ...seen, answer: "overloaded" };
  if (plannedPerSec < interval.low || answersMore === "yes") return { ...seen, answer: "not overloaded" };
  const isSuspect = grew || hidden || answersMore === "no" || plannedPerSec > interval.high;
  return { ...seen, answer: isSuspect ? "not shown" : "not overloaded" };
}

/**
 * What the server did at a backlog of at least so many requests, and at twice, four times as many: one that works on many together is at its
 * limit only where enough are there.
 */
function saturations(
  backlog: Pick<Backlog, "binMs" | "bins">,
  least: number,
): { floor: number; saturation: Saturation }[] {
  const found: { floor: number; saturation: Saturation }[] = [];
  for (let floor = least; ; floor *= 2) {
    const saturation = saturationOf(backlog, floor);
    if (saturation === null) return found;
    found.push({ floor, saturation });
  }
}

/**
 * The stretches in which answers came as they will: for as long as an answer takes after the begin of the schedule, they are fewer, without
 * any queue. At most a quarter of the measured part is left out: in an overload, answers may take longer than the run.
 */
function behindRamp(backlog: Backlog, { answerMs }: LoadedRun): Pick<Backlog, "binMs" | "bins"> {
  const { binMs, bins, warmupMs } = backlog;
  const ramp = Math.ceil(((answerMs ?? 0) - warmupMs) / binMs);
  return { binMs, bins: bins.slice(Math.max(0, Math.min(ramp, bins.length >> 2))) };
}

/** Seconds that a run must have for its backlog to be looked at second by second; a shorter one is looked at more closely. */
const FEWEST_SECONDS = 4;
const FEWEST_BINS = 20;

/** Whether a run is so long that a burst at its end does not look like a backlog that grows. */
function isLong({ unfinished }: LoadedRun): boolean {
  return unfinished.length >= FEWEST_SECONDS;
}

function growthOf(run: LoadedRun): Pick<Overload, "after" | "before" | "grew"> {
  const { unfinished, backlog } = run;
  const levels = isLong(run) ? unfinished : (backlog?.bins ?? []).map(({ after }) => after);
  const firstHalf = levels.slice(0, Math.ceil(levels.length / 2));
  const lastQuarter = levels.slice(Math.floor((levels.length * 3) / 4));
  const before = largest(firstHalf, BACKLOG_FLOOR);
  const after = !isLong(run) && levels.length < FEWEST_BINS ? 0 : smallest(lastQuarter);
  return { before, after, grew: after > before };
}

/**
 * Whether a backlog grew because answers take long, and not because requests wait: then those that are due late take no longer than those
 * that are due early. (With too few answers to tell, by whether the server was seen to keep up.)
 */
function isOfLongAnswers({ blocks, keptUp }: LoadedRun): boolean {
  const means = blocks.filter(({ count }) => count > 0).map(({ meanMs }) => meanMs);
  if (means.length < FEWEST_BLOCKS) return keptUp;
  const half = means.length >> 1;
  const [early, late] = [momentsOf(means.slice(0, half)), momentsOf(means.slice(-half))];
  return late.mean - early.mean <= NORMAL_99 * Math.sqrt((early.variance + late.variance) / half);
}

const FEWEST_BLOCKS = 8;
/** 99 % quantile of the normal distribution. */
const NORMAL_99 = 2.326348;

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean,
    variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  };
}

/**
 * Whether the requests that got no answer were in one queue with those that got one: these waited nearly as long, and half of them a good
 * part of it. Where most answers were quick, what was lost is no queue: a server that hung, or single answers that take too long.
 */
function isInOneQueue({ medianMs, answerMs, backlog }: LoadedRun): boolean {
  const lossMs = backlog?.longestLossMs ?? 0;
  if (medianMs === null || answerMs === null) return true;
  return medianMs >= QUEUE_OF_LOST.median * lossMs && answerMs >= QUEUE_OF_LOST.longest * lossMs;
}

/** Share of the requests that came due which ended without an answer. */
function lostOf(bins: Backlog["bins"]): number {
  const due = bins.reduce((sum, bin) => sum + bin.due, 0);
  return due === 0 ? 0 : bins.reduce((sum, bin) => sum + bin.lost, 0) / due;
}

/** Whether the server was never without a request in the last quarter, and lost some of those that came due in it. */
function isLosing(backlog: Backlog | null): boolean {
  if (backlog === null) return false;
  const lastQuarter = backlog.bins.slice(Math.floor((backlog.bins.length * 3) / 4));
  return lostOf(lastQuarter) > LOST_SHARE && lastQuarter.every(({ before }) => before > 0);
}
