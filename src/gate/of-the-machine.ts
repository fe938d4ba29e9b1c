import type { GateAnswer } from "./answer.ts";
import type { Evidence } from "./evidence.ts";
import { boundsAt, signedRankTest } from "./rank-test.ts";

/**
 * The factor by which a slower machine may show in a figure: at 70 % of capacity a service that takes 3 % longer raises the 99th percentile
 * by 8 to 10 %, since queues grow with it.
 */
const AMPLIFIED = 3;

/**
 * Tells whether the machine may be the reason for an answer: the control series, a null server just before each run, shows by the same exact
 * test that the machine was slower beside the candidate (or faster, for an answer that it passes), and with that taken off the
 * differences, as much as queues may enlarge it, the answer is another one. Pairs in the order ABBA make this rare; where it
 * happens, the two sides did not have the same machine, and nothing is claimed of the servers.
 *
 * @param error the chance at most that a machine which is alike on both sides is taken to differ
 * @param answerWithout answers by the same pairs with the machine's part taken off
 */
export function isOfTheMachine(
  pairs: readonly Evidence[],
  answer: GateAnswer,
  error: number,
  answerWithout: (pairs: readonly Evidence[]) => GateAnswer,
): boolean {
  if (answer !== "fail" && answer !== "pass") return false;
  const { low, high } = controlBounds(pairs, error);
  const differs = answer === "fail" ? low > 0 : high < 0;
  return differs && answerWithout(pairs.map(withoutMachine)) !== answer;
}

/** How much slower the machine was beside the candidate, with bounds at this error; a pair without control counts against both. */
export function controlBounds(pairs: readonly Pick<Evidence, "control">[], error: number) {
  const test = signedRankTest(
    pairs.map(({ control }) => ({ difference: control, mayPass: control !== null })),
  );
  return boundsAt(test, { low: error, high: error });
}

function withoutMachine(evidence: Evidence): Evidence {
  const { difference, most, control } = evidence;
  if (difference === null || control === null) return evidence;
  const without = { ...evidence, difference: difference - AMPLIFIED * control };
  return most === undefined ? without : { ...without, most: most - AMPLIFIED * control };
}
