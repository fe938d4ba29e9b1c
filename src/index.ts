export { type RunEvents, type RunOutcome, run } from "./commands/run.ts";
export { type SweepEvents, type SweepOutcome, sweep } from "./commands/sweep.ts";
export { type BenchConfig, defineConfig } from "./config/define.ts";
export type { RunOptions, RunOptionsInput } from "./config/run-options.ts";
export type { SweepOptionsInput } from "./config/sweep-options.ts";
export { EXIT, PlimsollError } from "./core/errors.ts";
export type { Scenario } from "./scenario/scenario.ts";
export type { BurstMetrics, LatencySummary, RunResult, RunWindow } from "./stats/run-result.ts";
export type { SweepResult } from "./sweep/sweep-result.ts";
