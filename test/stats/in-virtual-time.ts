import { MinHeap } from "../../src/core/min-heap.ts";
import type { Sample } from "../../src/core/sample.ts";
import { digestSchedule } from "../../src/engine/schedule-digest.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import type { RunWindow } from "../../src/result/window.ts";
import { levelsOf } from "../../src/scenario/levels.ts";
import { arrivalsOf, type Load, type Scenario } from "../../src/scenario/scenario.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { sourceOf } from "../../src/scenario/source-of.ts";
import { assembleRun } from "../../src/stats/assemble-run.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";

interface VirtualRun {
  readonly seed?: number;
  readonly warmupMs?: number;
  readonly measureMs?: number;
  /** Number of requests that the server works on at once; the others wait. */
  readonly servers?: number;
  /** Outcome of a request by the time at which it ends, from the begin of the measured part; else all are ok. */
  readonly outcomeAt?: (endedMs: number) => Sample["outcome"];
  readonly objectives?: readonly string[];
  /** How late a request leaves, ms; left out = on time. */
  readonly lagMsOf?: (seq: number) => number;
  /** What the server takes for a request, ms; left out = always the same. */
  readonly serviceMsOf?: (seq: number) => number;
  /** How long a request may take, ms; one that would take longer ends then, and the server drops it. */
  readonly timeoutMs?: number;
  readonly sloJudge?: "shown" | "observed";
  /** Whether only the scenario brings the objectives. */
  readonly sloOfScenario?: boolean;
}

/** A run that no clock and no socket was part of: a server that takes `serviceMs` for a request, first come first served. */
export function runInVirtualTime(load: Load, serviceMs: number, run: VirtualRun = {}): RunResult {
  const { seed = 1, warmupMs = 1000, measureMs = 10_000, sloJudge = "shown", sloOfScenario = false } = run;
  const phases = { warmupMs, measureMs };
  const objectives = (run.objectives ?? []).map(objectiveOf);
  const scenario: Scenario = { name: "virtual", description: "A queue.", load, phases, slo: [] };
  const plan: SchedulePlan = { arrivals: arrivalsOf(load), ...phases, seed, traces: {}, payloads: 4 };
  const schedule = digestSchedule(plan);
  const windows: RunWindow[] = [];
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: warmupMs,
    measureMs: measureMs,
    levels: levelsOf(load, measureMs),
    objectives,
    offeredPerWindow: load.kind === "open" ? (window) => schedule.offeredPerWindow.get(window) ?? 0 : null,
    onWindow: (window) => windows.push(window),
  });
  serve({ load, plan }, serviceMs, recorder, run);
  return assembleRun({
    source: "simulated",
    version: "0.0.0",
    command: ["plimsoll", "simulate"],
    settings: {
      seed,
      verify: null,
      lateness: { ms: 1, share: 0.05 },
      sloJudge,
      sloOfScenario,
      pricePerHour: 0.8,
    },
    scenario,
    objectives,
    plan,
    schedule,
    target: TARGET,
    urls: [""],
    tokens: undefined,
    environment: {},
    started: { at: "2026-11-29T12:00:00.000Z", monotonicNs: 0n },
    partial: false,
    measuredMs: measureMs,
    sentBurst: recorder.finish(warmupMs + measureMs),
    recorder,
    windows,
    health: null,
    driver: { name: "simulator", workers: 1 },
    examples: [],
    cacheCheck: null,
    serverReadings: null,
    gpus: { telemetry: [], telemetryAbsent: null },
  });
}

/** Events in the order of virtual time: a request that comes due, or one that ends. */
function serve(
  traffic: { load: Load; plan: SchedulePlan },
  serviceMs: number,
  recorder: RunRecorder,
  run: VirtualRun,
): void {
  const { servers = 1, outcomeAt = () => "ok", timeoutMs = Number.POSITIVE_INFINITY } = run;
  const { lagMsOf = () => 0, serviceMsOf = () => serviceMs } = run;
  const source = sourceOf(traffic, { index: 0, of: 1 });
  const ending = new MinHeap<Sample>();
  const freeAt = new MinHeap<null>();
  for (let server = 0; server < servers; server++) freeAt.push(0, null);
  while (Math.min(source.dueMs, ending.minKey) < Number.POSITIVE_INFINITY) {
    if (source.dueMs <= ending.minKey) {
      const { seq, phase, intendedMs } = source.take();
      const sentMs = intendedMs + lagMsOf(seq);
      const beginMs = Math.max(freeAt.minKey, sentMs);
      const doneMs = Math.min(beginMs + serviceMsOf(seq), sentMs + timeoutMs);
      const isTimeout = doneMs === sentMs + timeoutMs;
      if (beginMs < doneMs) {
        freeAt.pop();
        freeAt.push(doneMs, null);
      }
      recorder.addSends(0, Float64Array.of(intendedMs), phase === "warmup" ? 1 : 0, intendedMs);
      const outcome = isTimeout ? "timeout" : outcomeAt(doneMs - traffic.plan.warmupMs);
      const failure = outcome === "ok" || isTimeout ? "none" : "refused";
      ending.push(doneMs, {
        ...ANSWERED,
        seq,
        phase,
        intendedMs,
        sentMs,
        doneMs,
        outcome,
        failure,
      });
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
  requestBytes: null,
  payload: "nothing",
  settings: {},
};
