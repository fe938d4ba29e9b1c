import { MinHeap } from "../../src/core/min-heap.ts";
import type { Sample } from "../../src/core/sample.ts";
import { digestSchedule } from "../../src/engine/schedule-digest.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import type { RunWindow } from "../../src/result/window.ts";
import { arrivalsOf, type Load, type Scenario } from "../../src/scenario/scenario.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { sourceOf } from "../../src/scenario/source-of.ts";
import { assembleRun } from "../../src/stats/assemble-run.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";

const PHASES = { warmupMs: 1000, measureMs: 10_000 };

/** A run that no clock and no socket was part of: one server that takes `serviceMs` for a request, first come first served. */
export function runInVirtualTime(load: Load, serviceMs: number, seed = 1): RunResult {
  const scenario: Scenario = { name: "virtual", description: "A queue.", load, phases: PHASES, slo: [] };
  const plan: SchedulePlan = { arrivals: arrivalsOf(load), ...PHASES, seed, traces: {}, payloads: 4 };
  const schedule = digestSchedule(plan);
  const windows: RunWindow[] = [];
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: PHASES.warmupMs,
    measureMs: PHASES.measureMs,
    offeredPerWindow: load.kind === "open" ? (window) => schedule.offeredPerWindow.get(window) ?? 0 : null,
    onWindow: (window) => windows.push(window),
  });
  serve({ load, plan }, serviceMs, recorder);
  return assembleRun({
    source: "simulated",
    version: "0.0.0",
    command: ["plimsoll", "simulate"],
    settings: { seed, verify: null, lateness: { ms: 1, share: 0.05 }, pricePerHour: 0.8 },
    scenario,
    plan,
    schedule,
    target: TARGET,
    urls: [""],
    tokens: undefined,
    environment: {},
    started: { at: "2026-11-29T12:00:00.000Z", monotonicNs: 0n },
    partial: false,
    measuredMs: PHASES.measureMs,
    sentBurst: recorder.finish(PHASES.warmupMs + PHASES.measureMs),
    recorder,
    windows,
    health: null,
    driver: { name: "simulator", workers: 1 },
    examples: [],
    cacheCheck: null,
    serverReadings: null,
    accuracy: null,
    gpus: { telemetry: [], telemetryAbsent: null },
  });
}

/** Events in the order of virtual time: a request that comes due, or one that ends. */
function serve(traffic: { load: Load; plan: SchedulePlan }, serviceMs: number, recorder: RunRecorder): void {
  const source = sourceOf(traffic, { index: 0, of: 1 });
  const ending = new MinHeap<Sample>();
  let freeAtMs = 0;
  while (Math.min(source.dueMs, ending.minKey) < Number.POSITIVE_INFINITY) {
    if (source.dueMs <= ending.minKey) {
      const { seq, phase, intendedMs } = source.take();
      freeAtMs = Math.max(freeAtMs, intendedMs) + serviceMs;
      recorder.addSends(0, Float64Array.of(intendedMs), phase === "warmup" ? 1 : 0, intendedMs);
      ending.push(freeAtMs, { ...ANSWERED, seq, phase, intendedMs, sentMs: intendedMs, doneMs: freeAtMs });
    } else {
      const sample = ending.pop();
      recorder.add(sample);
      recorder.progress(0, sample.doneMs, ending.size + 1);
      source.ended(sample.seq, sample.doneMs, true);
    }
  }
  recorder.endShard(0);
}

const ANSWERED = {
  shard: 0,
  endpoint: 0,
  items: 1,
  firstByteMs: null,
  bytes: 0,
  outcome: "ok",
  failure: "none",
  status: 200,
} as const;

const TARGET: RunResult["target"] = {
  kind: "simulated",
  found: null,
  url: "",
  embedded: false,
  server: "one server, first come first served",
  model: null,
  precision: null,
  modelSha256: null,
  weights: "unknown",
  itemsPerRequest: 1,
  payload: "nothing",
  settings: {},
};
