import { largest } from "../core/extremes.ts";
import type { Objective } from "../result/objective.ts";
import type { Load } from "../scenario/scenario.ts";
import { isStationary } from "../scenario/stationary.ts";
import { floorOf } from "../stats/objective-floor.ts";
import { repeatedAfterMs } from "../stats/repetition.ts";

/** Room above the fewest requests, or repetitions, that objectives can be judged by: a schedule may draw a few less. */
const ROOM = 1.3;
/** How many times as long as its shortest length a probe may become. */
const MOST_LONGER = 4;

/** How long the measured parts of probes are. */
export interface ProbeLengths {
  /** Length of the measured part as it is planned, ms. */
  readonly shortestMs: number;
  /** Length up to which a probe goes on that decides nothing, ms; the same where it cannot be lengthened. */
  readonly longestMs: number;
}

export interface LengthRule {
  /** Shortest measured part of any probe, ms. */
  readonly shortestMs: number;
  /** Longest measured part that the user allows, ms; null = four times the shortest that the first probe needs. */
  readonly longestMs: number | null;
  readonly objectives: readonly Objective[];
  /** Rate of the first probe. */
  readonly firstPerSec: number;
  /** The traffic at a rate. */
  loadAt(ratePerSec: number): Load;
}

/**
 * The lengths of a probe at a rate: long enough for as many requests as the objectives need, and for as many repetitions of the
 * traffic as let a run tell of the long run; a probe that decides nothing becomes longer. Traffic whose rate changes by plan is as
 * long as its plan.
 */
export function lengthsAt(rule: LengthRule, ratePerSec: number): ProbeLengths {
  const load = rule.loadAt(ratePerSec);
  if (!isStationary(load)) return { shortestMs: rule.shortestMs, longestMs: rule.shortestMs };
  const longestMs = longestOf(rule);
  const shortestMs = Math.min(
    longestMs,
    Math.max(requestsMs(rule, ratePerSec), ROOM * repeatedAfterMs(load)),
  );
  return { shortestMs: wholeSeconds(shortestMs), longestMs: wholeSeconds(longestMs) };
}

/** Share of the first rate down to which a line is looked for. */
const LOWEST_SHARE = 0.01;

/** The lowest rate that is worth a probe: below, the longest one has too few requests for the objectives. */
export function lowestPerSec(rule: LengthRule): number {
  const perSec = (requestsOf(rule) * 1000) / longestOf(rule);
  return Math.min(rule.firstPerSec, Math.max(LOWEST_SHARE * rule.firstPerSec, perSec));
}

/** Longest measured part of every probe of a search, ms. */
function longestOf(rule: LengthRule): number {
  const repeatedMs = ROOM * repeatedAfterMs(rule.loadAt(rule.firstPerSec));
  return rule.longestMs ?? Math.max(MOST_LONGER * requestsMs(rule, rule.firstPerSec), repeatedMs);
}

/** Time in which as many requests come as the objectives need, at least the shortest. */
function requestsMs(rule: LengthRule, ratePerSec: number): number {
  return Math.max(rule.shortestMs, (requestsOf(rule) * 1000) / ratePerSec);
}

/** Requests with which every objective can be judged, whatever the schedule draws. */
function requestsOf({ objectives }: LengthRule): number {
  return ROOM * largest(objectives.map(floorOf), 0);
}

/** A length in whole seconds, as people choose it; a shorter one as it is. */
function wholeSeconds(lengthMs: number): number {
  return lengthMs < 1000 ? lengthMs : Math.ceil(lengthMs / 1000) * 1000;
}
