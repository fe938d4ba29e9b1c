export { type RunEvents, type RunOutcome, run } from "./commands/run.ts";
export { defineConfig, type RunOptions, type RunOptionsInput } from "./config/run-options.ts";
export { EXIT, PlimsollError } from "./core/errors.ts";
export type { Scenario } from "./scenario/scenario.ts";
export type { BurstMetrics, LatencySummary, RunResult, RunWindow } from "./stats/run-result.ts";
