import type { GeneratorHealth } from "../../result/generator.ts";
import type { LatencySummary } from "../../result/latency.ts";
import type { Objective } from "../../result/objective.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { Backlog } from "../backlog.ts";
import type { BlockLatencies } from "../latency-blocks.ts";
import type { LatenessRule } from "../lateness/rule.ts";
import type { RunTimes } from "../lateness/run-times.ts";

/** The facts by which a run is judged. */
export interface VerdictInput {
  /** The message of the fault of this program that broke the run off; left out or null where there was none. */
  readonly fault?: string | null | undefined;
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
  /** What became of requests in short stretches of the measured part; left out = not counted. */
  readonly backlog?: Backlog;
  /** Mean rate of the requests that are planned; left out or null where there is none. */
  readonly plannedPerSec?: number | null;
  /**
   * Whether the server was seen, over half the length of the measured part, to answer requests as fast as they came: then a
   * backlog that grew is answers that take long, and no queue. Left out = that was not looked at.
   */
  readonly keptUp?: boolean;
  /** Length of the warm-up, ms. */
  readonly warmupMs?: number;
  /** Response time in consecutive blocks of the measured part. */
  readonly blocks: readonly BlockLatencies[];
  /** Length of a block, ms; left out = a tenth of a second, the shortest that there is. */
  readonly blockMs?: number;
  /** Whether the planned rate is constant. */
  readonly stationary: boolean;
  /** Why the traffic alone may make response time change, in words; left out or null where it hardly can. */
  readonly wandering?: string | null;
  /** The objectives that the user gave; those that only the scenario brings spoil no run. */
  readonly objectives: readonly Objective[];
  /** Health of the generator; null where it was not observed: checks that need it are left out. */
  readonly health: GeneratorHealth | null;
  /** How a server that the run started itself ended too early; null when it did not, left out where it started none. */
  readonly serverDeath?: ServerDeath | null | undefined;
  /** The times of the run, of which every figure can be asked; left out = the summaries above are all there is. */
  readonly times?: RunTimes;
  /** Largest part of a figure that may be the generator's own; left out = the usual one. */
  readonly lateness?: LatenessRule;
}

/** The end of a server that the run had started itself, before it was stopped. */
export interface ServerDeath {
  /** Time after the start of the schedule, ms; below 0 when it ended before. */
  readonly atMs: number;
  /** The signal or the exit code. */
  readonly how: string;
  /** The last lines that it wrote to stderr. */
  readonly lastLines: string;
}

/** One assumption of a run: what was seen, what is allowed, and what to say and do when it does not hold. */
export interface Check {
  readonly code: string;
  readonly title: string;
  readonly observed: string;
  readonly limit: string;
  readonly holds: boolean;
  /** Whether the run rests on it and can tell; left out = it does. */
  readonly applies?: boolean;
  readonly message: string;
  readonly cure: string;
}

/** The entry of the table for an assumption that the run does not make, with the reason. */
export function doesNotApply(code: string, title: string, why: string): Check {
  return {
    code,
    title,
    observed: `does not apply: ${why}`,
    limit: "none",
    holds: true,
    applies: false,
    message: "",
    cure: "",
  };
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
