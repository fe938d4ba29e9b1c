import type { Clock } from "../core/clock.ts";
import { largest } from "../core/extremes.ts";
import { wallAgainstMonotonicMs } from "../host/real-host.ts";
import type { DelaySummary, GeneratorHealth } from "../result/generator.ts";
import { cpuShares } from "../telemetry/machine-checks/cpu-times.ts";
import { type Machine, thisMachine } from "../telemetry/machine-checks/machine.ts";
import { addConnections } from "../wire/http/transport.ts";
import { Witness } from "./witness.ts";
import type { WorkerHealth } from "./worker-health.ts";

/**
 * Watches the process and the machine during a run, and combines this with the health of the sending threads. CPU and
 * stalls are those of the measured part, because they vouch for its figures; the books of Little's law are of the whole
 * run, which begins and ends empty.
 */
export class MachineWatch {
  readonly #clock: Clock;
  readonly #machine: Machine;
  readonly #witness = new Witness();
  readonly #timers: NodeJS.Timeout[] = [];
  #startMs = 0;
  #startWallMs = 0;
  #from: CpuReading;
  #to: CpuReading | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#machine = thisMachine(clock);
    this.#from = this.#reading();
  }

  ready(): Promise<void> {
    return this.#witness.ready();
  }

  /** Starts the watch of a run whose measured part lies between two readings of the clock, ms. */
  start(measureFromMs: number, measureToMs: number): void {
    const nowMs = this.#clock.nowMs();
    this.#startMs = nowMs;
    this.#startWallMs = wallAgainstMonotonicMs();
    this.#from = this.#reading();
    this.#witness.watch(measureFromMs, measureToMs);
    const at = (whenMs: number, read: () => void) =>
      this.#timers.push(setTimeout(read, Math.max(0, whenMs - nowMs)));
    at(measureFromMs, () => {
      this.#from = this.#reading();
    });
    at(measureToMs, () => {
      this.#to = this.#reading();
    });
  }

  close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    return this.#witness.close();
  }

  /**
   * Ends the watch and sums up the health of the generator.
   *
   * @param recordedAreaMs Σ (done − sent) over the requests that reached the recorder, ms
   */
  async finish(workers: readonly WorkerHealth[], recordedAreaMs: number): Promise<GeneratorHealth> {
    for (const timer of this.#timers) clearTimeout(timer);
    const observedMs = this.#clock.nowMs() - this.#startMs;
    const from = this.#from;
    const to = this.#to ?? this.#reading();
    const watchedMs = to.atMs - from.atMs;
    const cpuMs = to.cpuMs - from.cpuMs;
    const sum = (of: (worker: WorkerHealth) => number) =>
      workers.reduce((total, worker) => total + of(worker), 0);
    const most = (of: (worker: WorkerHealth) => number) => largest(workers.map(of), 0);
    const sent = sum((worker) => worker.sent);
    const witnessed = await this.#witness.finish();
    const connections = workers.flatMap((worker) => worker.connections ?? []);
    return {
      machineLagMs: witnessed?.lag ?? null,
      machineWaits: witnessed?.waits ?? null,
      machineStallMs: witnessed?.stalls ?? null,
      stealShare: cpuShares(from.stat, to.stat)?.steal ?? null,
      eventLoopDelayMs: worst(workers.map((worker) => worker.eventLoopDelayMs)),
      gcPauses: {
        count: sum((worker) => worker.gcPauses.count),
        totalMs: sum((worker) => worker.gcPauses.totalMs),
        maxMs: most((worker) => worker.gcPauses.maxMs),
      },
      busyShare: workers.map((worker) => worker.busyShare),
      busiestSecondShare: most((worker) => worker.busiestSecondShare),
      saturatedMs: most((worker) => worker.saturatedMs),
      cpuCores: cpuMs / watchedMs,
      availableCores: this.#machine.cores,
      cpuPerRequestUs: sent === 0 ? null : (cpuMs * 1000) / sent,
      watchedMs,
      clockStepMs: wallAgainstMonotonicMs() - this.#startWallMs,
      meanInFlight: sum((worker) => worker.inFlightArea) / observedMs,
      meanInFlightByLatency: recordedAreaMs / observedMs,
      observedMs,
      connections: connections.length === 0 ? null : addConnections(connections),
    };
  }

  #reading(): CpuReading {
    const { user, system } = process.cpuUsage();
    return {
      atMs: this.#clock.nowMs(),
      cpuMs: (user + system) / 1000,
      stat: this.#machine.read("/proc/stat"),
    };
  }
}

interface CpuReading {
  readonly atMs: number;
  /** The CPU time of this process since it began, ms. */
  readonly cpuMs: number;
  readonly stat: string | null;
}

function worst(delays: readonly DelaySummary[]): DelaySummary {
  return delays.reduce((a, b) => (b.p99 > a.p99 ? b : a), { p50: 0, p99: 0, max: 0, count: 0 });
}
