import { judgeSteadiness, lag1 } from "../steady-state.ts";
import { type Check, doesNotApply, type VerdictInput } from "./check.ts";

const CODE = "not-steady";
const TITLE = "the server was steady";
/** Largest trend, in standard deviations: chance makes a larger one in one of a thousand series. */
const MOST_TREND = 3.29;
/** Largest change, as a share of the mean: a trend that moves it by less may be real, but changes no decision. */
const MOST_CHANGE = 0.05;
/** Fewest blocks: of fewer, MSER leaves too few to show the memory of the series. */
const FEWEST_BLOCKS = 20;
/** Largest lag-1 autocorrelation of the traffic's blocks: with more, the traffic itself makes trends. */
const MOST_TRAFFIC_MEMORY = 0.4;

/**
 * Whether response time had a trend that neither plan nor traffic explains: a server still warming up, filling its
 * memory, or throttled. Measured false alarms and power: docs/metrics.md, and test/stats/steady-state.test.ts.
 */
export function notSteady({ loop, stationary, blocks }: VerdictInput): Check {
  const answered = blocks.filter((block) => block.count > 0);
  if (!stationary) return doesNotApply(CODE, TITLE, "the rate changes by plan");
  if (answered.length < FEWEST_BLOCKS) return doesNotApply(CODE, TITLE, "too short a run to tell");
  // In a closed loop the server makes the traffic, so that cannot excuse it.
  if (loop !== "closed" && lag1(blocks.map((block) => block.count)) > MOST_TRAFFIC_MEMORY)
    return doesNotApply(CODE, TITLE, "bursts of the traffic last so long that they make trends themselves");
  const means = answered.map((block) => block.meanMs);
  const { trend, cut } = judgeSteadiness(means);
  const third = Math.floor(means.length / 3);
  const [before, after] = [average(means.slice(0, third)), average(means.slice(-third))];
  const change = (after - before) / average(means);
  return {
    code: CODE,
    title: TITLE,
    observed:
      `trend ${trend.toFixed(1)} standard deviations, which moved the mean by ${(change * 100).toFixed(1)} %; ` +
      `MSER would cut ${cut} of ${means.length} blocks`,
    limit: `at most ${MOST_TREND}, or ${MOST_CHANGE * 100} % of the mean, up or down`,
    holds: Math.abs(trend) <= MOST_TREND || Math.abs(change) <= MOST_CHANGE,
    message:
      `the server was not steady: mean response time went from ${before.toPrecision(3)} ms in the first third to ` +
      `${after.toPrecision(3)} ms in the last, under traffic that did not change`,
    cure:
      trend < 0
        ? "raise the warm-up until the server is as fast at the start as at the end"
        : "look for what wears the server down (memory, heat, a log or cache that fills, other load), or lower --rate",
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
