import type { Host } from "../../core/host.ts";
import type { LoadEvents } from "../../engine/send-load.ts";
import { monotonicOriginNs } from "../../host/monotonic-clock.ts";
import type { RunWindow } from "../../result/window.ts";
import { levelsOf } from "../../scenario/levels.ts";
import { RunRecorder } from "../../stats/recorder.ts";
import type { FailureExample, RunFacts } from "../../stats/run-facts.ts";
import type { ScheduleDigest } from "../../stats/schedule-digest.ts";
import { ObjectiveWatch } from "../../stats/until-shown.ts";
import type { RunFolder } from "../../store/run-folder.ts";
import type { OpenTarget } from "../target/open-target.ts";
import type { ReadyRun } from "./ready-run.ts";
import { StatisticsWatch } from "./statistics-watch.ts";
import { watchGpus } from "./watch-gpus.ts";

const WINDOW_MS = 1000;

/** The observations of a run that its result needs. */
export type Observed = Pick<
  RunFacts,
  "started" | "measuredMs" | "sentBurst" | "windows" | "examples" | "serverReadings" | "gpus" | "serverDeath"
>;

/** The observers of a load: recorder, log, and the watches of the server and the GPUs. */
export interface Observation {
  readonly recorder: RunRecorder;
  readonly events: LoadEvents;
  /** Aborts when every objective is decided, in a run that goes on until then. */
  readonly enough: AbortSignal;
  /** Stops the watches that run by themselves, once the load is over, however it ended. */
  stop(): Promise<void>;
  /**
   * Closes the log and returns what was observed.
   *
   * @param stoppedAtMs when sending was broken off (schedule time); null when it went on to its end
   * @param endedAtMs when it ended because enough was known; null when it did not
   */
  finish(stoppedAtMs: number | null, endedAtMs: number | null): Promise<Observed>;
}

/** Sets up the recorder, the log of the run's seconds, and the watches of the server and of the GPUs. */
export async function observe(
  run: ReadyRun,
  schedule: ScheduleDigest,
  workers: number,
  folder: RunFolder,
  progress: { onWindow?(window: RunWindow): void },
): Promise<Observation> {
  const { options, scenario, objectives, plan, target, host } = run;
  const enough = new AbortController();
  const watch = new ObjectiveWatch(run.looks, objectives, scenario.load);
  const { warmupMs, measureMs } = plan;
  const windows: RunWindow[] = [];
  const examples: FailureExample[] = [];
  const recorder = new RunRecorder({
    shards: workers,
    endpoints: target.urls.length,
    measureFromMs: warmupMs,
    measureMs,
    levels: levelsOf(scenario.load, measureMs),
    lateness: options.lateness,
    ...(run.looks === null ? {} : { shortestMs: run.looks.atMs[0] as number }),
    objectives,
    offeredPerWindow:
      scenario.load.kind === "open" ? (window) => schedule.offeredPerWindow.get(window) ?? 0 : null,
    onWindow(window, latencies) {
      windows.push(window);
      folder.appendWindow(window, warmupMs, latencies);
      progress.onWindow?.(window);
      const measuredMs = window.startMs + WINDOW_MS - warmupMs;
      if (window.phase === "measure" && watch.isEnough(measuredMs, recorder)) enough.abort();
    },
  });
  const inside = new StatisticsWatch(target.statistics, host.clock);
  const gpus = await watchGpus(options.url ?? [], options.proxy, host.clock);
  let startedMs = host.clock.nowMs();
  // A run that is interrupted before it starts has this moment.
  let started = momentOf(startedMs, host);
  const events: LoadEvents = {
    onStart(t0Ms) {
      startedMs = t0Ms;
      started = momentOf(t0Ms, host);
      inside.start(t0Ms + warmupMs, t0Ms + warmupMs + measureMs);
      gpus.measure(t0Ms + warmupMs, t0Ms + warmupMs + measureMs);
      folder.startLog(Date.parse(started.at) + warmupMs, `plimsoll ${host.version} ${scenario.name}`);
    },
    onExample: (example) => examples.push(example),
  };
  return {
    recorder,
    enough: enough.signal,
    events,
    stop: () => gpus.stop(),
    async finish(stoppedAtMs, endedAtMs) {
      const serverReadings = await inside.finish();
      const sentForMs = (stoppedAtMs ?? endedAtMs ?? Number.POSITIVE_INFINITY) - warmupMs;
      const measuredMs = Math.min(measureMs, Math.max(0, sentForMs));
      const sentBurst = recorder.finish(warmupMs + measuredMs);
      await folder.closeLog();
      const achieved = recorder.throughput.achieved(scenario.load.kind, stoppedAtMs !== null);
      const items = target.facts.itemsPerRequest === null ? null : achieved.items;
      const summary = gpus.summary({ measuredMs, items });
      const serverDeath = deathSince(startedMs, target.server);
      return {
        started,
        measuredMs,
        sentBurst,
        windows,
        examples,
        serverReadings,
        gpus: summary,
        serverDeath,
      };
    },
  };
}

/** The moment of a reading of the run's clock, ms, by the clocks that others know. */
function momentOf(clockMs: number, host: Host): RunFacts["started"] {
  const epochMs = host.wallClockMs() + (clockMs - host.clock.nowMs());
  return {
    at: new Date(epochMs).toISOString(),
    monotonicNs: monotonicOriginNs() + BigInt(Math.round(clockMs * 1e6)),
  };
}

function deathSince(startedMs: number, server: OpenTarget["server"]): RunFacts["serverDeath"] {
  if (server === null) return undefined;
  const death = server.death();
  return death && { ...death, atMs: death.atMs - startedMs };
}
