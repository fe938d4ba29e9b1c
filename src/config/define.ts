import type { RunOptionsInput } from "./run-options.ts";
import type { SweepOptionsInput } from "./sweep-options.ts";

/** What `bench.config.ts` exports: options of `plimsoll run`, and a section for each other command. */
export interface BenchConfig extends RunOptionsInput {
  readonly sweep?: SweepOptionsInput;
}

/** Identity that gives `bench.config.ts` its types. */
export function defineConfig(config: BenchConfig): BenchConfig {
  return config;
}
