import type { RunOptionsInput } from "./run-options.ts";
import type { SweepOptionsInput } from "./sweep-options.ts";

/**
 * The content of `bench.config.ts`: options of `plimsoll run`, and a section `sweep` with those of `plimsoll sweep`.
 */
export interface BenchConfig extends RunOptionsInput {
  readonly sweep?: SweepOptionsInput;
}

/** Returns its argument. It gives `bench.config.ts` its types in an editor. */
export function defineConfig(config: BenchConfig): BenchConfig {
  return config;
}
