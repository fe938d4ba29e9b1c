import type { Host } from "../../core/host.ts";
import type { SimulationTask } from "./prepare.ts";

/** What a thread that simulates seeds is started with. */
export interface SeedJob {
  readonly task: SimulationTask;
  readonly cwd: Host["cwd"];
}

/** The order to simulate one seed. */
export interface SeedOrder {
  readonly seed: number;
}
