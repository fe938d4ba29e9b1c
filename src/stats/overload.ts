import { largest, smallest } from "../core/extremes.ts";
import type { Backlog } from "./backlog.ts";
import { type Saturation, saturationOf } from "./saturation.ts";

/** A backlog below this many requests is a queue at work, not an overload. */
const BACKLOG_FLOOR = 10;
/** How many times a stretch must be filled by its backlog, so that the server had something to do to its end. */
const FILLED = 1.5;
/** Share of lost requests from which they hide a backlog: one that has no room to grow. */
const LOST_SHARE = 0.01;

/** The facts by which a server is found overloaded, or not. */
export interface LoadedRun {
  /** Requests without an outcome at the end of each measured second. */
  readonly unfinished: readonly number[];
  /** What became of requests in short stretches; null = not counted. */
  readonly backlog: Backlog | null;
  /** Mean rate of the requests that are planned; null where the plan has no constant one. */
  readonly plannedPerSec: number | null;
  /** The longest that answers usually take, ms; null where there are none. */
  readonly answerMs: number | null;
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
  const { plannedPerSec, backlog, keptUp } = run;
  const growth = growthOf(run);
  const lost = lostOf(backlog);
  const loses = lost > LOST_SHARE;
  const floor = Math.ceil(
    Math.max(loses ? 1 : BACKLOG_FLOOR, (FILLED * (plannedPerSec ?? 0) * (backlog?.binMs ?? 0)) / 1000),
  );
  const saturation =
    plannedPerSec === null || backlog === null ? null : saturationOf(behindRamp(backlog, run), floor);
  const isGrowing = growth.grew && !keptUp;
  const byBacklog = isGrowing || isLosing(backlog) ? "overloaded" : "not overloaded";
  const answer =
    plannedPerSec === null || saturation === null
      ? byBacklog
      : byRate(plannedPerSec, saturation, loses, byBacklog === "overloaded");
  return { answer, saturation, floor, ...growth, grew: isGrowing, lost, loses };
}

function byRate(
  plannedPerSec: number,
  { interval, answersMore }: Saturation,
  loses: boolean,
  byBacklog: boolean,
): Overload["answer"] {
  const isAtLimit = answersMore === "no" || (answersMore === "not shown" && (loses || byBacklog));
  if (plannedPerSec > interval.high && isAtLimit) return "overloaded";
  if (plannedPerSec < interval.low || answersMore === "yes") return "not overloaded";
  return byBacklog || answersMore === "no" ? "not shown" : "not overloaded";
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

function growthOf({ unfinished }: LoadedRun): Pick<Overload, "after" | "before" | "grew"> {
  const firstHalf = unfinished.slice(0, Math.ceil(unfinished.length / 2));
  const lastQuarter = unfinished.slice(Math.floor((unfinished.length * 3) / 4));
  const before = largest(firstHalf, BACKLOG_FLOOR);
  const after = unfinished.length < 4 ? 0 : smallest(lastQuarter);
  return { before, after, grew: after > before };
}

function lostOf(backlog: Backlog | null): number {
  const bins = backlog?.bins ?? [];
  const due = bins.reduce((sum, bin) => sum + bin.due, 0);
  return due === 0 ? 0 : bins.reduce((sum, bin) => sum + bin.lost, 0) / due;
}

/** Whether the server was never without a request in the last quarter, and lost some of those that came due in it. */
function isLosing(backlog: Backlog | null): boolean {
  if (backlog === null) return false;
  const lastQuarter = backlog.bins.slice(Math.floor((backlog.bins.length * 3) / 4));
  return (
    lostOf({ ...backlog, bins: lastQuarter }) > LOST_SHARE && lastQuarter.every(({ before }) => before > 0)
  );
}
