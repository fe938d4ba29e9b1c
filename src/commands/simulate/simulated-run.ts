import type { Host } from "../../core/host.ts";
import { round } from "../../core/units.ts";
import { monotonicOriginNs } from "../../host/monotonic-clock.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { RunWindow } from "../../result/window.ts";
import { levelsOf } from "../../scenario/levels.ts";
import { sourceOf } from "../../scenario/source-of.ts";
import { addsReplicas } from "../../simulator/disturbances/index.ts";
import type { Gateways } from "../../simulator/gateways/gateways.ts";
import { describeGateway, type GatewayChoice } from "../../simulator/gateways/index.ts";
import type { InsistentClient } from "../../simulator/insistent-client.ts";
import { PriorityTally } from "../../simulator/priorities/priority-tally.ts";
import { RecordedSimulation } from "../../simulator/record.ts";
import { meanReplicas, type Scaling } from "../../simulator/scaling.ts";
import { describeSpot, type SpotPlan } from "../../simulator/spot/spot-plan.ts";
import type { SpotTally } from "../../simulator/spot/spot-tally.ts";
import { statisticsOf } from "../../simulator/statistics.ts";
import { assembleRun } from "../../stats/assemble-run.ts";
import { LATENESS } from "../../stats/lateness/rule.ts";
import { RunRecorder } from "../../stats/recorder.ts";
import type { RunFolder } from "../../store/run-folder.ts";
import type { ReadySimulation } from "./ready-simulation.ts";
import type { DescribedScaling } from "./scaling-of.ts";
import { simulationPlanOf } from "./simulation-plan.ts";

/** The most replicas whose requests are counted one by one in the result. */
const MOST_ENDPOINTS = 32;

/** A simulation under way. */
export interface SimulatedRun {
  /** Simulates the next second; false when everything is over. */
  nextSecond(): boolean;
  /** Breaks it off: what is under way is cancelled. */
  stop(): void;
  /** Closes the log, and puts the result together. */
  finish(): Promise<RunResult>;
}

/** Starts a simulation whose seconds are logged as those of a run are. @param log null = nowhere */
export function startSimulating(
  ready: ReadySimulation,
  log: Pick<RunFolder, "startLog" | "appendWindow" | "closeLog"> | null,
  host: Host,
  progress: { onWindow?(window: RunWindow): void },
): SimulatedRun {
  const { options, scenario, objectives, plan, schedule, fleet, surroundings, scaling } = ready;
  const { warmupMs, measureMs } = plan;
  const { replicas, seed } = options;
  const choosesReplicas = fleet.plan.router.start !== null;
  const isCountedEach =
    !surroundings.disturbances.some(addsReplicas) &&
    replicas > 1 &&
    scaling === null &&
    replicas <= MOST_ENDPOINTS &&
    choosesReplicas;
  const startedAtMs = host.wallClockMs();
  const windows: RunWindow[] = [];
  const recorder = new RunRecorder({
    shards: 1,
    endpoints: isCountedEach ? replicas : 1,
    measureFromMs: warmupMs,
    measureMs,
    levels: levelsOf(scenario.load, measureMs),
    objectives,
    offeredPerWindow:
      scenario.load.kind === "open" ? (window) => schedule.offeredPerWindow.get(window) ?? 0 : null,
    onWindow(window, latencies) {
      windows.push(window);
      log?.appendWindow(window, warmupMs, latencies);
      progress.onWindow?.(window);
    },
  });
  log?.startLog(startedAtMs + warmupMs, `plimsoll ${host.version} ${scenario.name}, simulated`);
  const byPriority =
    fleet.priorities !== null && fleet.priorities.plan.levels > 0 ? new PriorityTally() : null;
  const recorded = new RecordedSimulation(
    simulationPlanOf(ready, byPriority),
    sourceOf({ load: scenario.load, plan }, { index: 0, of: 1 }),
    recorder,
  );
  let stoppedAtMs: number | null = null;
  return {
    nextSecond: () => recorded.nextSecond(),
    stop() {
      stoppedAtMs = recorded.atMs;
      recorded.stop();
    },
    async finish() {
      const sentForMs = (stoppedAtMs ?? Number.POSITIVE_INFINITY) - warmupMs;
      const measuredMs = Math.min(measureMs, Math.max(0, sentForMs));
      const sentBurst = recorder.finish(warmupMs + measuredMs);
      await log?.closeLog();
      const scaled = scaling && scalingFound(recorded.simulation.scaling, scaling, { warmupMs, measuredMs });
      const result = assembleRun({
        ...ready,
        ...(scaled === null ? {} : { machines: scaled.meanReplicas }),
        source: "simulated",
        simulation: {
          service: fleet.plan.replica.service.words,
          basis: fleet.basis,
          note: fleet.note,
          scaling: scaled,
          comparison: null,
          seeds: null,
          priorities: byPriority?.rows() ?? null,
          gateways: gatewaysOf(recorded.simulation.gateways, surroundings.gateways),
          spot: spotFound(recorded.simulation.spot, surroundings.spot, warmupMs + measuredMs),
          events: recorded.simulation.events.happened,
          resent: resentOf(recorded.simulation.insistent),
        },
        version: host.version,
        settings: {
          seed,
          verify: null,
          lateness: LATENESS,
          sloJudge: options.sloJudge,
          sloOfScenario: options.slo === undefined,
          pricePerHour: options.price,
        },
        target: targetOf(ready),
        urls: Array.from({ length: replicas }, (_, index) => `replica ${index + 1}`),
        tokens: undefined,
        environment: {},
        started: {
          at: new Date(startedAtMs).toISOString(),
          monotonicNs: monotonicOriginNs(),
        },
        partial: stoppedAtMs !== null,
        measuredMs,
        recorder,
        sentBurst,
        windows,
        health: null,
        driver: { name: "simulator", workers: 1 },
        examples: [],
        cacheCheck: null,
        serverReadings: statisticsOf(recorded.simulation.tally),
        gpus: { telemetry: [], telemetryAbsent: null },
      });
      // Nobody else loads a simulated fleet: what its servers count differently, gateways answered or clients sent again.
      const { serverStatistics: counted } = result;
      return counted === null ? result : { ...result, serverStatistics: { ...counted, unexplained: 0 } };
    },
  };
}

/** What became of the attempts that came to each gateway. */
function gatewaysOf(
  { tallies }: Gateways,
  choices: readonly GatewayChoice[],
): NonNullable<RunResult["simulation"]>["gateways"] {
  return tallies.map(({ arrived, answered, refused, released, waitedMs }, index) => ({
    gateway: describeGateway(choices[index] as GatewayChoice),
    arrived,
    answered,
    refused,
    meanWaitMs: released === 0 ? null : round(waitedMs / released, 6),
  }));
}

/** What clients sent again; null where none does so. */
function resentOf(client: InsistentClient | null): NonNullable<RunResult["simulation"]>["resent"] {
  if (client === null) return null;
  const { retried, hedged, wonByHedge } = client;
  return { retried, hedged, wonByHedge };
}

/** What became of the spot machines; null where there are none. */
function spotFound(
  tally: SpotTally | null,
  plan: SpotPlan | null,
  untilMs: number,
): NonNullable<RunResult["simulation"]>["spot"] {
  if (tally === null || plan === null) return null;
  return { policy: describeSpot(plan), ...tally.found(untilMs) };
}

function targetOf({ fleet, surroundings, scenario, options }: ReadySimulation): RunResult["target"] {
  const { payload } = scenario;
  return {
    kind: "simulated",
    found: null,
    url: options.service ?? "",
    embedded: false,
    server: `a simulated fleet of ${options.replicas} ${options.replicas === 1 ? "replica" : "replicas"}`,
    model: null,
    precision: null,
    modelSha256: null,
    weights: "unknown",
    itemsPerRequest: payload?.items ?? 1,
    requestBytes: null,
    payload: "nothing: only the number of items and their length are simulated",
    settings: { ...fleet.settings, ...surroundings.settings },
  };
}

/** What became of the number of replicas. */
function scalingFound(
  found: Scaling | null,
  { autoscaler, coldStart }: DescribedScaling,
  { warmupMs, measuredMs }: { readonly warmupMs: number; readonly measuredMs: number },
): NonNullable<RunResult["simulation"]>["scaling"] {
  if (found === null) return null;
  return {
    autoscaler,
    coldStart,
    replicas: found.counts.map((count) => ({ ...count })),
    meanReplicas: round(meanReplicas(found.counts, warmupMs, warmupMs + measuredMs), 3),
    decisions: found.log.lines.map((line) => ({
      ...line,
      metrics: line.metrics.map((metric) => ({ ...metric })),
      heldBackBy: [...line.heldBackBy],
    })),
    omittedDecisions: found.log.omitted,
  };
}
