import type { Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import { isOfLongRun, type LatencyLimit, type Objective } from "../result/objective.ts";
import { hasTime, keepsAll, keepsAllOnTime, latencyOf } from "./attainment.ts";
import type { Batch } from "./batch-means.ts";
import { LATENESS, type LatenessRule } from "./lateness/rule.ts";
import { TimeBlocks } from "./time-blocks.ts";

/** Most blocks that are kept: enough for batches of a few blocks each. */
const MOST_BLOCKS = 64;

/**
 * Whether an objective is judged by requests in blocks of time: it is about a share of them, or about their mean. A rate or a cost is
 * read from the document, and the longest time from the histogram.
 */
export function isAboutRequests(objective: Objective): boolean {
  if (objective.kind === "figure") return objective.figure === "errors" && isOfLongRun(objective);
  return objective.kind === "attainment" || isOfLongRun(objective);
}

interface Tally {
  count: number;
  amount: number;
}

/**
 * The requests that an objective is about, in consecutive blocks of intended time: of each block their number, and how many of
 * them miss the limit; for a mean, the sum of their times. The spread of the blocks tells how many independent requests the run is worth.
 */
export class ObjectiveBlocks {
  /** Number of requests that only the lateness of the generator kept from the limits of an attainment. */
  lateToKeep = 0;
  readonly #objective: Objective;
  /** The limits of a request, in a list that is not made anew for each one. */
  readonly #limits: readonly LatencyLimit[];
  readonly #lateness: LatenessRule;
  readonly #blocks = new TimeBlocks<Tally>(
    MOST_BLOCKS,
    () => ({ count: 0, amount: 0 }),
    (into, next) => {
      into.count += next.count;
      into.amount += next.amount;
    },
  );

  /** @param lateness the rule by which lateness alone keeps a request from its limits */
  constructor(objective: Objective, lateness: LatenessRule = LATENESS) {
    this.#objective = objective;
    this.#limits = limitsIn(objective);
    this.#lateness = lateness;
  }

  get all(): readonly Batch[] {
    return this.#blocks.all;
  }

  get blockMs(): number {
    return this.#blocks.blockMs;
  }

  /** Number of requests that keep the limit. */
  get within(): number {
    return this.all.reduce((sum, { count, amount }) => sum + count - amount, 0);
  }

  /** @param intendedMs when the request was intended, from the start of the measured part */
  add(intendedMs: number, sample: Readonly<Sample>, tokens: AnswerTokens | undefined): void {
    const amount = amountOf(this.#objective, this.#limits, sample, tokens);
    if (amount === null) return;
    if (amount > 0 && this.#isLate(sample, tokens)) this.lateToKeep++;
    const block = this.#blocks.at(intendedMs);
    block.count++;
    block.amount += amount;
  }

  #isLate(sample: Readonly<Sample>, tokens: AnswerTokens | undefined): boolean {
    return (
      this.#objective.kind === "attainment" &&
      sample.outcome === "ok" &&
      keepsAllOnTime(this.#limits, sample, tokens, this.#lateness)
    );
  }
}

function limitsIn(objective: Objective): readonly LatencyLimit[] {
  switch (objective.kind) {
    case "attainment":
      return objective.limits;
    case "latency":
      return [objective];
    case "figure":
      return [];
  }
}

/** What a request adds to the blocks of an objective; null where the objective is not about it. */
function amountOf(
  objective: Objective,
  limits: readonly LatencyLimit[],
  sample: Readonly<Sample>,
  tokens: AnswerTokens | undefined,
): number | null {
  const isOk = sample.outcome === "ok";
  switch (objective.kind) {
    case "attainment":
      return isOk && keepsAll(limits, sample, tokens) ? 0 : 1;
    case "latency": {
      if (!isOk) return 1;
      if (!hasTime(objective.latency, tokens)) return null;
      if (objective.statistic === "mean") return latencyOf(objective.latency, sample, tokens);
      return keepsAll(limits, sample, tokens) ? 0 : 1;
    }
    case "figure":
      return isOk ? 0 : 1;
  }
}
