import { availableParallelism } from "node:os";
import type { Clock } from "../core/clock.ts";
import { readCpuTimes } from "../host/cpu-times.ts";
import { wallAgainstMonotonicMs } from "../host/real-host.ts";
import type { DelaySummary, GeneratorHealth } from "../stats/generator-health.ts";
import { Witness } from "./witness.ts";
import type { WorkerHealth } from "./worker-health.ts";

/** Watches process and machine while a run is sent, and sums up with what the sending threads saw of themselves. */
export class MachineWatch {
  readonly #clock: Clock;
  readonly #witness = new Witness();
  #startMs = 0;
  #startCpu = process.cpuUsage();
  #startTimes = readCpuTimes();
  #startWallMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ready(): Promise<void> {
    return this.#witness.ready();
  }

  start(): void {
    this.#startMs = this.#clock.nowMs();
    this.#startCpu = process.cpuUsage();
    this.#startTimes = readCpuTimes();
    this.#startWallMs = wallAgainstMonotonicMs();
  }

  close(): Promise<void> {
    return this.#witness.close();
  }

  /** @param recordedAreaMs Σ (done − sent) over the requests that reached the recorder */
  async finish(workers: readonly WorkerHealth[], recordedAreaMs: number): Promise<GeneratorHealth> {
    const observedMs = this.#clock.nowMs() - this.#startMs;
    const { user, system } = process.cpuUsage(this.#startCpu);
    const cpuMs = (user + system) / 1000;
    const times = readCpuTimes();
    const sum = (of: (worker: WorkerHealth) => number) =>
      workers.reduce((total, worker) => total + of(worker), 0);
    const sent = sum((worker) => worker.sent);
    return {
      machineLagMs: await this.#witness.finish(),
      stealShare: stealShare(this.#startTimes, times),
      eventLoopDelayMs: worst(workers.map((worker) => worker.eventLoopDelayMs)),
      gcPauses: {
        count: sum((worker) => worker.gcPauses.count),
        totalMs: sum((worker) => worker.gcPauses.totalMs),
        maxMs: Math.max(0, ...workers.map((worker) => worker.gcPauses.maxMs)),
      },
      busyShare: workers.map(({ activeMs, spunMs }) => Math.max(0, activeMs - spunMs) / observedMs),
      cpuCores: cpuMs / observedMs,
      availableCores: availableParallelism(),
      cpuPerRequestUs: sent === 0 ? null : (cpuMs * 1000) / sent,
      clockStepMs: wallAgainstMonotonicMs() - this.#startWallMs,
      meanInFlight: sum((worker) => worker.inFlightArea) / observedMs,
      meanInFlightByLatency: recordedAreaMs / observedMs,
      observedMs,
    };
  }
}

function stealShare(before: ReturnType<typeof readCpuTimes>, after: typeof before): number | null {
  if (before === null || after === null || after.total <= before.total) return null;
  return (after.steal - before.steal) / (after.total - before.total);
}

function worst(delays: readonly DelaySummary[]): DelaySummary {
  return delays.reduce((a, b) => (b.p99 > a.p99 ? b : a), { p50: 0, p99: 0, max: 0, count: 0 });
}
