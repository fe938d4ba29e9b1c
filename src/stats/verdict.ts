import { PERCENTILES, parseSlo } from "../scenario/slo.ts";
import { sampleFloor } from "./latency.ts";
import type { LatencySummary, RunResult } from "./run-result.ts";

type Verdict = RunResult["verdict"];

export interface VerdictInput {
  readonly scheduled: number;
  readonly sent: number;
  readonly ok: number;
  readonly response: LatencySummary;
  readonly service: LatencySummary;
  /** Requests without an outcome at the end of each measured second. */
  readonly unfinished: readonly number[];
  readonly slo: readonly string[];
}

interface Check {
  readonly code: string;
  readonly title: string;
  readonly observed: string;
  readonly limit: string;
  readonly holds: boolean;
  readonly message: string;
  readonly cure: string;
}

const DELIVERED_SHARE = 0.999;
const SPOILED_MS = 1;
const SPOILED_SHARE = 0.05;
/** A backlog below this many requests is a queue at work, not an overload. */
const BACKLOG_FLOOR = 10;

/** Decides whether the figures of a run may be believed. Every broken rule is a reason, with its cure. */
export function judgeRun(input: VerdictInput): Verdict {
  const checks = [hasData(input), delivered(input), onTime(input), backlog(input), enoughForSlo(input)];
  return {
    valid: checks.every((check) => check.holds),
    reasons: checks.filter((c) => !c.holds).map(({ code, message, cure }) => ({ code, message, cure })),
    checks: checks.map(({ code, title, observed, limit, holds }) => ({
      code,
      title,
      observed,
      limit,
      holds,
    })),
  };
}

function hasData({ ok }: VerdictInput): Check {
  return {
    code: "no-data",
    title: "there are answers",
    observed: `${ok} ok`,
    limit: "at least 1",
    holds: ok > 0,
    message: "no request was answered well, so there is no latency to speak of",
    cure: "look at the failures, and at the server's log",
  };
}

function delivered({ scheduled, sent }: VerdictInput): Check {
  const share = scheduled === 0 ? 1 : sent / scheduled;
  return {
    code: "not-delivered",
    title: "the schedule was sent",
    observed: percent(share),
    limit: `at least ${percent(DELIVERED_SHARE)} of the scheduled requests`,
    holds: share >= DELIVERED_SHARE,
    message: `only ${percent(share)} of the scheduled requests were sent: the rest found the limit of requests in flight and were shed`,
    cure: "lower --rate: the server cannot hold it; or raise --max-in-flight to see how its queue grows",
  };
}

/**
 * Lateness is judged by the latency it spoils: what the generator added to the reported p99, or to the highest
 * percentile that has enough samples. (Most late sends wait behind nothing and do no harm there.)
 */
function onTime({ response, service }: VerdictInput): Check {
  const key = (["p99", "p95", "p90", "p50"] as const).find((k) => response[k] !== null) ?? "p50";
  const total = response[key];
  const own = service[key];
  const spoiledMs = total === null || own === null ? Number.NaN : total - own;
  const limitMs = Math.max(SPOILED_MS, SPOILED_SHARE * (total ?? 0));
  const spoiled = Number.isNaN(spoiledMs) ? "an unknown part" : `${spoiledMs.toFixed(2)} ms`;
  return {
    code: "late",
    title: "the generator was on time",
    observed: `${spoiled} of ${key}`,
    limit: `at most ${limitMs.toFixed(2)} ms, the larger of ${SPOILED_MS} ms and ${percent(SPOILED_SHARE)} of ${key}`,
    holds: spoiledMs <= limitMs,
    message: `the generator was late, or its machine stalled: ${spoiled} of the response ${key} is its own, not the server's`,
    cure: "lower --rate, raise --workers, or move the generator to a machine of its own",
  };
}

/**
 * A queue that copes empties again; one that does not grows with the run, and its percentiles with it. So:
 * overloaded if the backlog never, in the last quarter, came back to where it was at its worst in the first half.
 */
function backlog({ unfinished }: VerdictInput): Check {
  const firstHalf = unfinished.slice(0, Math.ceil(unfinished.length / 2));
  const lastQuarter = unfinished.slice(Math.floor((unfinished.length * 3) / 4));
  const before = Math.max(BACKLOG_FLOOR, ...firstHalf);
  const after = unfinished.length < 4 ? 0 : Math.min(...lastQuarter);
  return {
    code: "overloaded",
    title: "the backlog did not grow",
    observed: `at least ${after} unfinished in the last quarter`,
    limit: `at most ${before}, the most in the first half`,
    holds: after <= before,
    message: `overloaded: the backlog grew to ${after} requests and did not come back; percentiles are undefined, they grow with the run`,
    cure: "lower --rate until the backlog stays level, or give the server more capacity",
  };
}

function enoughForSlo({ scheduled, slo }: VerdictInput): Check {
  const floors = slo.map((text) => sampleFloor(PERCENTILES[parseSlo(text)?.percentile ?? "p999"]));
  const floor = Math.max(0, ...floors);
  return {
    code: "too-few-samples",
    title: "enough requests for the objectives",
    observed: `${scheduled} scheduled`,
    limit: floor === 0 ? "no objective asked for" : `at least ${floor}`,
    holds: scheduled >= floor,
    message: `${scheduled} scheduled requests are too few to judge the objectives, ${floor} are the least`,
    cure: "raise --duration or --rate",
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
