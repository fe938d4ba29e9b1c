import type { GeneratorHealth } from "../../result/generator.ts";
import type { LatencySummary } from "../../result/latency.ts";
import type { Objective } from "../../result/objective.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { Block } from "../latency-blocks.ts";

/** What a run is judged by. */
export interface VerdictInput {
  readonly loop: RunResult["load"]["kind"];
  readonly scheduled: number;
  readonly sent: number;
  readonly ok: number;
  readonly failures: readonly { readonly failure: string; readonly count: number }[];
  readonly response: LatencySummary;
  readonly service: LatencySummary;
  readonly sendLag: LatencySummary;
  /** Requests without an outcome at the end of each measured second. */
  readonly unfinished: readonly number[];
  /** Response time in consecutive blocks of the measured part. */
  readonly blocks: readonly Block[];
  /** The planned rate does not change. */
  readonly stationary: boolean;
  readonly objectives: readonly Objective[];
  /** null where the generator was not observed: checks that need it are left out. */
  readonly health: GeneratorHealth | null;
  /** How much of the reported percentile may be the generator's own: the larger of the two. */
  readonly lateness?: { readonly ms: number; readonly share: number };
}

/** One assumption of a run: what was seen, what is allowed, and what to say and do when it does not hold. */
export interface Check {
  readonly code: string;
  readonly title: string;
  readonly observed: string;
  readonly limit: string;
  readonly holds: boolean;
  readonly message: string;
  readonly cure: string;
}

/** Stands in the table where an assumption is not made, with the reason. */
export function doesNotApply(code: string, title: string, why: string): Check {
  return {
    code,
    title,
    observed: `does not apply: ${why}`,
    limit: "none",
    holds: true,
    message: "",
    cure: "",
  };
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
