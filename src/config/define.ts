import type { CapacityOptionsInput } from "./capacity-options.ts";
import type { GateOptionsInput } from "./gate-options.ts";
import type { PlanOptionsInput } from "./plan-options.ts";
import type { RunOptionsInput } from "./run-options.ts";
import type { SimulateOptionsInput } from "./simulate-options.ts";
import type { SweepOptionsInput } from "./sweep-options.ts";

/**
 * The content of `bench.config.ts`: options of `plimsoll run`, and sections `sweep`, `capacity`, `plan`, `simulate` and `gate` with those of these commands.
 */
export interface BenchConfig extends RunOptionsInput {
  readonly sweep?: SweepOptionsInput;
  readonly capacity?: CapacityOptionsInput;
  readonly plan?: PlanOptionsInput;
  readonly simulate?: SimulateOptionsInput;
  readonly gate?: GateOptionsInput;
}

/** Returns its argument. It gives `bench.config.ts` its types in an editor. */
export function defineConfig(config: BenchConfig): BenchConfig {
  return config;
}
