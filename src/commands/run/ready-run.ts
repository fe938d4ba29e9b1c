import type { Host } from "../../core/host.ts";
import type { Objective } from "../../result/objective.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { SchedulePlan } from "../../scenario/schedule.ts";
import type { Looks } from "../../stats/until-shown.ts";
import type { RunFolder } from "../../store/run-folder.ts";
import type { OpenTarget } from "../target/open-target.ts";
import type { SettledOptions } from "../target/settle-target.ts";

/** A run whose server has answered: all that is known before the load is sent. */
export interface ReadyRun {
  readonly options: SettledOptions;
  /** Words of the command line that repeats the run. */
  readonly command: string[];
  readonly scenario: Scenario;
  readonly objectives: readonly Objective[];
  /** When to look whether the objectives are decided; null where the run ends when its schedule does. */
  readonly looks: Looks | null;
  readonly plan: SchedulePlan;
  /** What there is to say of how recorded arrivals were read. */
  readonly trafficNotes: readonly string[];
  readonly target: OpenTarget;
  /** The folder for its results, which is taken already. */
  readonly folder: RunFolder;
  readonly host: Host;
}
