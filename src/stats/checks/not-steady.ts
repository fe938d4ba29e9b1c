import { lag1 } from "../series-memory.ts";
import { type Change, findChanges } from "../steadiness.ts";
import { FIRST_BLOCK_MS } from "../time-blocks.ts";
import { changeCure, changeSentence, changeWords } from "./change-words.ts";
import { type Check, doesNotApply, type VerdictInput } from "./check.ts";

const CODE = "not-steady";
const TITLE = "no trend or step was found";
/** Largest change, as a share of the mean: one that moves it by less may be real, but changes no decision. */
const MOST_MOVED = 0.05;
/** Fewest blocks: of fewer, MSER leaves too few to show the memory of the series. */
const FEWEST_BLOCKS = 20;
/** Largest lag-1 autocorrelation of the traffic's blocks: with more, the traffic itself makes trends. */
const MOST_TRAFFIC_MEMORY = 0.4;

/** The facts of a run that tell whether its response time changed. */
export type SteadinessInput = Pick<VerdictInput, "loop" | "stationary" | "wandering" | "blocks" | "blockMs">;

/**
 * Whether response time had a trend, a step or an episode that neither plan nor traffic explains: a server still warming
 * up, filling its memory, throttled, or busy with something else for a while. Measured false alarms and power:
 * docs/metrics.md, from bench/statistics/steadiness.mjs.
 */
export function notSteady(run: SteadinessInput): Check {
  const why = whyNotJudged(run);
  if (why !== null) return doesNotApply(CODE, TITLE, why);
  const { loop, blocks, blockMs = FIRST_BLOCK_MS } = run;
  // In a closed loop the server makes the traffic, so that cannot excuse it.
  const changes = findChanges(blocks, loop === "closed" ? null : blocks.map((block) => block.count));
  const found = changes.filter(isFound);
  const when = { blocks, blockMs, isOpen: loop !== "closed" };
  return {
    code: CODE,
    title: TITLE,
    observed: changes.map((change) => changeWords(change, when)).join("; "),
    limit: `${changes.map(({ kind, limit }) => `${kind} ${limit}`).join(", ")} standard deviations, or ${MOST_MOVED * 100} % of the mean, up or down`,
    holds: found.length === 0,
    message: found.map((change) => changeSentence(change, when)).join(", and "),
    cure: found.length === 0 ? "" : changeCure(found, when),
  };
}

function isFound({ score, limit, moved, isTraffic }: Change): boolean {
  return Math.abs(score) > limit && Math.abs(moved) > MOST_MOVED && !isTraffic;
}

function whyNotJudged({ loop, stationary, wandering = null, blocks }: SteadinessInput): string | null {
  if (!stationary) return "the rate changes by plan";
  if (blocks.filter(({ count }) => count > 0).length < FEWEST_BLOCKS) return "too short a run to tell";
  if (wandering !== null) return wandering;
  if (loop !== "closed" && lag1(blocks.map(({ count }) => count)) > MOST_TRAFFIC_MEMORY)
    return "bursts of the traffic last so long that they make trends themselves";
  return null;
}
