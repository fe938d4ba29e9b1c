import type { SimulateOptions } from "../../config/simulate-options.ts";
import type { Objective } from "../../result/objective.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { SchedulePlan } from "../../scenario/schedule.ts";
import type { ScheduleDigest } from "../../stats/schedule-digest.ts";
import type { DescribedFleet } from "./fleet-of.ts";
import type { PayloadSizes } from "./payload-sizes.ts";
import type { DescribedScaling } from "./scaling-of.ts";
import type { Surroundings } from "./surroundings-of.ts";

/** What a simulation is made of under any seed: files were read, and nothing in it changes while it is simulated. */
export interface PreparedFleet {
  readonly options: SimulateOptions;
  readonly scenario: Scenario;
  readonly objectives: readonly Objective[];
  readonly fleet: DescribedFleet;
  readonly surroundings: Surroundings;
  readonly scaling: DescribedScaling | null;
}

/** Everything that a simulation is made of, when its schedule is known. */
export interface ReadySimulation extends PreparedFleet {
  /** Words of the command line that repeats it. */
  readonly command: string[];
  readonly plan: SchedulePlan;
  readonly schedule: ScheduleDigest;
  readonly trafficNotes: readonly string[];
  readonly sizes: PayloadSizes;
}
