import type { Clock } from "../core/clock.ts";
import { wallAgainstMonotonicMs } from "../host/real-host.ts";
import type { DelaySummary, GeneratorHealth } from "../result/generator.ts";
import { cpuShares } from "../telemetry/machine-checks/cpu-times.ts";
import { type Machine, thisMachine } from "../telemetry/machine-checks/machine.ts";
import { Witness } from "./witness.ts";
import type { WorkerHealth } from "./worker-health.ts";

/** Watches the process and the machine during a run, and combines this with the health of the sending threads. */
export class MachineWatch {
  readonly #clock: Clock;
  readonly #machine: Machine;
  readonly #witness = new Witness();
  #startMs = 0;
  #startCpu = process.cpuUsage();
  #startStat: string | null = null;
  #startWallMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#machine = thisMachine(clock);
  }

  ready(): Promise<void> {
    return this.#witness.ready();
  }

  start(): void {
    this.#startMs = this.#clock.nowMs();
    this.#startCpu = process.cpuUsage();
    this.#startStat = this.#machine.read("/proc/stat");
    this.#startWallMs = wallAgainstMonotonicMs();
  }

  close(): Promise<void> {
    return this.#witness.close();
  }

  /**
   * Ends the watch and sums up the health of the generator.
   *
   * @param recordedAreaMs Σ (done − sent) over the requests that reached the recorder, ms
   */
  async finish(workers: readonly WorkerHealth[], recordedAreaMs: number): Promise<GeneratorHealth> {
    const observedMs = this.#clock.nowMs() - this.#startMs;
    const { user, system } = process.cpuUsage(this.#startCpu);
    const cpuMs = (user + system) / 1000;
    const shares = cpuShares(this.#startStat, this.#machine.read("/proc/stat"));
    const sum = (of: (worker: WorkerHealth) => number) =>
      workers.reduce((total, worker) => total + of(worker), 0);
    const sent = sum((worker) => worker.sent);
    return {
      machineLagMs: await this.#witness.finish(),
      stealShare: shares?.steal ?? null,
      eventLoopDelayMs: worst(workers.map((worker) => worker.eventLoopDelayMs)),
      gcPauses: {
        count: sum((worker) => worker.gcPauses.count),
        totalMs: sum((worker) => worker.gcPauses.totalMs),
        maxMs: Math.max(0, ...workers.map((worker) => worker.gcPauses.maxMs)),
      },
      busyShare: workers.map(({ activeMs, spunMs }) => Math.max(0, activeMs - spunMs) / observedMs),
      cpuCores: cpuMs / observedMs,
      availableCores: this.#machine.cores,
      cpuPerRequestUs: sent === 0 ? null : (cpuMs * 1000) / sent,
      clockStepMs: wallAgainstMonotonicMs() - this.#startWallMs,
      meanInFlight: sum((worker) => worker.inFlightArea) / observedMs,
      meanInFlightByLatency: recordedAreaMs / observedMs,
      observedMs,
    };
  }
}

function worst(delays: readonly DelaySummary[]): DelaySummary {
  return delays.reduce((a, b) => (b.p99 > a.p99 ? b : a), { p50: 0, p99: 0, max: 0, count: 0 });
}
