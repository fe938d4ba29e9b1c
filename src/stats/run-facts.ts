import type { TokensTold } from "../core/token-block.ts";
import type { BurstMetrics } from "../result/burst.ts";
import type { GeneratorHealth } from "../result/generator.ts";
import type { Objective } from "../result/objective.ts";
import type { RunResult } from "../result/run-result.ts";
import type { RunWindow } from "../result/window.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { SchedulePlan } from "../scenario/schedule.ts";
import type { ServerDeath } from "./checks/check.ts";
import type { LatenessRule } from "./lateness/rule.ts";
import type { RunRecorder } from "./recorder.ts";
import type { ScheduleDigest } from "./schedule-digest.ts";
import type { StatisticsReading } from "./server-statistics.ts";
import type { Looks } from "./until-shown.ts";

/** An example of one kind of failure, in words. */
export interface FailureExample {
  readonly outcome: string;
  readonly failure: string;
  readonly status: number;
  readonly message: string;
}

/** The settings of a run other than its traffic, as far as the result depends on them. */
export interface RunSettings {
  readonly seed: number;
  readonly verify: RunResult["verify"];
  /** Largest part of a figure that may be the generator's own. */
  readonly lateness: LatenessRule;
  /** What decides an objective: that it is shown to hold or to miss in the long run, or what this run observed. */
  readonly sloJudge: "shown" | "observed";
  /** Whether the objectives are the scenario's, and not the user's. */
  readonly sloOfScenario: boolean;
  /** When the run looked whether its objectives were decided; left out or null where its length was given. */
  readonly looks?: Looks | null;
  /** Price of one machine per hour; undefined = none was given. */
  readonly pricePerHour: number | undefined;
}

/** The facts that a result document is made from, whether a server was measured or simulated. */
export interface RunFacts {
  readonly source: RunResult["source"];
  /** What a simulated run rests on; left out where a server was measured. */
  readonly simulation?: RunResult["simulation"];
  readonly version: string;
  /** Words of the command line that repeats the run. */
  readonly command: string[];
  readonly settings: RunSettings;
  readonly scenario: Scenario;
  /** The objectives of the run; the scenario holds their texts. */
  readonly objectives: readonly Objective[];
  readonly plan: SchedulePlan;
  readonly schedule: ScheduleDigest;
  /** What there is to say of how recorded arrivals were read; left out where there are none. */
  readonly trafficNotes?: readonly string[];
  readonly target: RunResult["target"];
  /** Number of machines that are paid for, on average; left out = one for each endpoint. */
  readonly machines?: number;
  /** One URL for each endpoint. */
  readonly urls: readonly string[];
  /** How the tokens of answers become known; undefined where answers have none. */
  readonly tokens: TokensTold | undefined;
  readonly environment: Record<string, string>;
  /** The version that is measured; left out where nothing is. */
  readonly origin?: RunResult["origin"];
  /** The moment of schedule time 0: by the wall clock, ISO 8601, UTC, and by the monotonic clock of the host. */
  readonly started: { readonly at: string; readonly monotonicNs: bigint };
  /** Whether the run ended before its schedule did. */
  readonly partial: boolean;
  /** Message of the fault of this program that broke the run off; left out or null where there was none. */
  readonly fault?: string | null;
  /** Length of the measured part, ms, as far as the run came. */
  readonly measuredMs: number;
  readonly recorder: RunRecorder;
  readonly sentBurst: BurstMetrics;
  readonly windows: RunWindow[];
  /** Health of the generator; null where none was observed: its driver is not ours, or the run is simulated. */
  readonly health: GeneratorHealth | null;
  /** Name of the program that sent the requests, and its number of threads. */
  readonly driver: { readonly name: string; readonly workers: number };
  readonly examples: readonly FailureExample[];
  readonly cacheCheck: RunResult["cacheCheck"];
  /** The server's own counts at both ends of the measured part; null where there is nothing to read. */
  readonly serverReadings: { readonly before: StatisticsReading; readonly after: StatisticsReading } | null;
  /** How a server that the run started itself ended too early; null when it did not, left out where it started none. */
  readonly serverDeath?: ServerDeath | null | undefined;
  readonly gpus: Pick<RunResult, "telemetry" | "telemetryAbsent">;
}
