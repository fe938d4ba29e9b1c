import { largest } from "../../core/extremes.ts";
import { round } from "../../core/units.ts";
import type { Objective } from "../../result/objective.ts";
import { countWithin, keeps, limitOfRequests, observedOf, percentileOf } from "./observe.ts";
import type { TimedRequests } from "./timed-requests.ts";
import type { WorstMinute } from "./window-outcome.ts";

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
/** Seconds that are told before and behind the worst minute. */
const BESIDE = 10;

/**
 * The worst minute of a window: the one of whose requests the smallest share keeps the limits of single requests, and of equal ones the one
 * with the longest p99. Requests count where they were due, not where they ended. Null for a window without a whole minute.
 */
export function worstMinuteOf(requests: TimedRequests, objectives: readonly Objective[]): WorstMinute | null {
  const { dueMs, tookMs, measureMs, count } = requests;
  const minutes: number[][] = Array.from({ length: Math.floor(measureMs / MINUTE_MS) }, () => []);
  for (const [index, due] of dueMs.entries()) minutes[Math.floor(due / MINUTE_MS)]?.push(tookMs[index] ?? 0);
  const limitMs = limitOfRequests(objectives);
  const judged = minutes.flatMap((times, minute) => {
    if (times.length === 0) return [];
    const sortedMs = Float64Array.from(times).sort();
    const withinShare = countWithin(sortedMs, Math.min(limitMs, Number.MAX_VALUE)) / times.length;
    return [{ minute, sortedMs, withinShare, p99Ms: percentileOf(sortedMs, 99) }];
  });
  const worst = judged.toSorted(
    (one, other) => one.withinShare - other.withinShare || slowness(other.p99Ms) - slowness(one.p99Ms),
  )[0];
  if (worst === undefined) return null;
  const { minute, sortedMs, withinShare, p99Ms } = worst;
  const seconds = secondsOf(requests, minute);
  const own = seconds.filter(({ atMs }) => atMs >= minute * MINUTE_MS && atMs < (minute + 1) * MINUTE_MS);
  const fullest = largest(
    own.map(({ offered }) => offered),
    0,
  );
  const meanOfSecond = (count * SECOND_MS) / measureMs;
  return {
    minute,
    ratePerSec: round((sortedMs.length * SECOND_MS) / MINUTE_MS, 6),
    peakToMean: round(fullest / meanOfSecond, 6),
    p99Ms,
    withinShare,
    keepsObjectives: objectives.every((objective) =>
      keeps(objective, observedOf(objective, { sortedMs, overMs: MINUTE_MS })),
    ),
    secondsToRecover: secondsToRecover(seconds, minute, limitMs),
    seconds,
  };
}

const slowness = (p99Ms: number | null): number => p99Ms ?? Number.MAX_VALUE;

/** The seconds of a minute, and of some time before and behind it. */
function secondsOf({ dueMs, tookMs, measureMs }: TimedRequests, minute: number): WorstMinute["seconds"] {
  const from = Math.max(0, minute * 60 - BESIDE);
  const to = Math.min(Math.floor(measureMs / SECOND_MS), (minute + 1) * 60 + BESIDE);
  const times: number[][] = Array.from({ length: to - from }, () => []);
  const begun = new Float64Array(to - from);
  const ended = new Float64Array(to - from);
  let before = 0;
  for (const [index, due] of dueMs.entries()) {
    const took = tookMs[index] ?? 0;
    // A failed request is taken to have left at once: the moment of its failure is not kept.
    const done = due + (Number.isFinite(took) ? took : 0);
    const [dueAt, doneAt] = [Math.floor(due / SECOND_MS) - from, Math.floor(done / SECOND_MS) - from];
    times[dueAt]?.push(took);
    if (dueAt < 0 && doneAt >= 0) before++;
    if (dueAt >= 0 && dueAt < begun.length) begun[dueAt] = (begun[dueAt] ?? 0) + 1;
    if (doneAt >= 0 && doneAt < ended.length) ended[doneAt] = (ended[doneAt] ?? 0) + 1;
  }
  let inFlight = before;
  return times.map((second, index) => {
    inFlight += (begun[index] ?? 0) - (ended[index] ?? 0);
    const ok = Float64Array.from(second.filter(Number.isFinite)).sort();
    return {
      atMs: (from + index) * SECOND_MS,
      offered: second.length,
      failed: second.length - ok.length,
      p50Ms: ok.length === 0 ? null : percentileOf(ok, 50),
      maxMs: ok.at(-1) ?? null,
      inFlight,
    };
  });
}

/** Seconds from the fullest second of the minute until one misses the limit no more; null where none misses it, or none recovers. */
function secondsToRecover(seconds: WorstMinute["seconds"], minute: number, limitMs: number): number | null {
  const misses = ({ failed, maxMs }: WorstMinute["seconds"][number]) =>
    failed > 0 || (maxMs !== null && maxMs > limitMs);
  const own = seconds.filter(({ atMs }) => Math.floor(atMs / MINUTE_MS) === minute);
  const fullest = own.reduce<(typeof own)[number] | null>(
    (most, second) => (most === null || second.offered > most.offered ? second : most),
    null,
  );
  if (fullest === null) return null;
  const after = seconds.filter(({ atMs }) => atMs >= fullest.atMs);
  const firstMiss = after.findIndex(misses);
  if (firstMiss < 0) return null;
  const recovered = after.findIndex((second, index) => index > firstMiss && !misses(second));
  return recovered < 0 ? null : recovered;
}
