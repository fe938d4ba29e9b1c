import type { GeneratorHealth } from "../../src/result/generator.ts";
import type { LatencySummary } from "../../src/result/latency.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { VerdictInput } from "../../src/stats/checks/check.ts";

export const summary = (p99: number | null): LatencySummary => ({
  p50: 1,
  p90: 2,
  p95: 3,
  p99,
  p999: null,
  max: 200,
  mean: 2,
  count: 5000,
  absent: {},
});

export const HEALTH: GeneratorHealth = {
  machineLagMs: { p50: 0.05, p99: 0.1, max: 2, count: 10_000 },
  machineWaits: null,
  machineStallMs: { longest: 0, total: 0 },
  stealShare: 0.01,
  eventLoopDelayMs: { p50: 0.1, p99: 0.4, max: 5, count: 1000 },
  gcPauses: { count: 10, totalMs: 20, maxMs: 4 },
  busyShare: [0.4, 0.3],
  busiestSecondShare: 0.6,
  saturatedMs: 0,
  cpuCores: 0.9,
  availableCores: 2,
  cpuPerRequestUs: 60,
  watchedMs: 60_000,
  clockStepMs: -0.2,
  meanInFlight: 4,
  meanInFlightByLatency: 4.01,
  observedMs: 60_000,
  connections: null,
};

/** A run with which nothing is wrong. */
export const VERDICT_INPUT: VerdictInput = {
  loop: "open",
  scheduled: 5000,
  sent: 5000,
  ok: 4990,
  failures: [{ failure: "reset", count: 10 }],
  response: summary(40),
  service: summary(39.5),
  sendLag: summary(1.5),
  unfinished: [3, 5, 2, 8, 1, 4, 6, 2, 3, 5, 2, 0],
  blocks: [],
  stationary: true,
  objectives: ["p99<=50ms", "p999<=1s"].map(objectiveOf),
  health: HEALTH,
};
