import { type Check, doesNotApply, type VerdictInput } from "./check.ts";

const CODE = "overloaded";
const TITLE = "the backlog did not grow";
/** A backlog below this many requests is a queue at work, not an overload. */
const BACKLOG_FLOOR = 10;

/**
 * Checks that the backlog did not grow. A queue that copes empties again; one that does not cope grows with the run,
 * and its percentiles with it. So: overloaded if the backlog never, in the last quarter, came back to where it was at
 * its worst in the first half.
 */
export function overloaded({ loop, unfinished }: VerdictInput): Check {
  if (loop === "closed") return doesNotApply(CODE, TITLE, "a closed loop waits for its answers");
  const firstHalf = unfinished.slice(0, Math.ceil(unfinished.length / 2));
  const lastQuarter = unfinished.slice(Math.floor((unfinished.length * 3) / 4));
  const before = Math.max(BACKLOG_FLOOR, ...firstHalf);
  const after = unfinished.length < 4 ? 0 : Math.min(...lastQuarter);
  return {
    code: CODE,
    title: TITLE,
    observed: `at least ${after} unfinished in the last quarter`,
    limit: `at most ${before}, the most in the first half`,
    holds: after <= before,
    message: `overloaded: the backlog grew to ${after} requests and did not come back; percentiles are undefined, they grow with the run`,
    cure: "lower --rate until the backlog stays level, or give the server more capacity",
  };
}
