import { largest, smallest } from "../../core/extremes.ts";
import { formatMs } from "../../core/format.ts";
import { type Check, doesNotApply, type VerdictInput } from "./check.ts";

const CODE = "overloaded";
const TITLE = "the backlog did not grow";
/** A backlog below this many requests is a queue at work, not an overload. */
const BACKLOG_FLOOR = 10;

/**
 * Checks that the backlog did not grow. A queue that copes empties again; one that does not cope grows with the run,
 * and its percentiles with it. So: overloaded if the backlog never, in the last quarter, came back to where it was at
 * its worst in the first half. Where answers take longer than the warm-up, the backlog grows at first without any queue: under
 * a constant rate, a server that was seen to answer as fast as requests came has none.
 */
export function overloaded(run: VerdictInput): Check {
  const { loop, unfinished, stationary, keptUp = false } = run;
  if (loop === "closed") return doesNotApply(CODE, TITLE, "a closed loop waits for its answers");
  const firstHalf = unfinished.slice(0, Math.ceil(unfinished.length / 2));
  const lastQuarter = unfinished.slice(Math.floor((unfinished.length * 3) / 4));
  const before = largest(firstHalf, BACKLOG_FLOOR);
  const after = unfinished.length < 4 ? 0 : smallest(lastQuarter);
  const hasLevel = after > before && stationary && keptUp;
  return {
    code: CODE,
    title: TITLE,
    observed:
      `at least ${after} unfinished in the last quarter` +
      (hasLevel ? ", while the server answered as fast as requests came: its answers take that long" : ""),
    limit: `at most ${before}, the most in the first half${hasLevel ? ", or as many as long answers leave under way" : ""}`,
    holds: after <= before || hasLevel,
    message: `overloaded: the backlog grew to ${after} requests and did not come back; percentiles are undefined, they grow with the run`,
    cure: `lower --rate until the backlog stays level, or give the server more capacity${ofWarmup(run)}`,
  };
}

/** The other cure, where answers were longer than the warm-up: the backlog may only have been on its way to its level. */
function ofWarmup({ response, warmupMs }: VerdictInput): string {
  const { max } = response;
  if (warmupMs === undefined || max === null || max <= warmupMs) return "";
  return `; or, where its answers take so long without a queue, raise --warmup to the longest of them (${formatMs(max)})`;
}
