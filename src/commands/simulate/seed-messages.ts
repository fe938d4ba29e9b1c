import type { Host } from "../../core/host.ts";
import type { SeedOutcome } from "../../simulator/over-seeds.ts";
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

/** What came of an order: the outcome of the seed, or the error of the user's that ended it. */
export type SeedReply =
  | { readonly kind: "done"; readonly outcome: SeedOutcome }
  | {
      readonly kind: "refused";
      readonly exitCode: number;
      readonly message: string;
      readonly fix: string | undefined;
    };
