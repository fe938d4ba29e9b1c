import type { RunResult } from "../../result/run-result.ts";
import { Histogram } from "../../stats/histogram.ts";
import { summarise } from "../../stats/latency.ts";
import type { Call, Ending } from "../attempt.ts";

type Spot = NonNullable<NonNullable<RunResult["simulation"]>["spot"]>;
type Row = Spot["byTime"][number];

const HOUR_MS = 3_600_000;

/** What is counted at a moment: machines that are paid for, and replicas that are not there. */
interface Machines {
  /** Spot machines, from their order to their end. */
  spot: number;
  /** On-demand machines that stand for spot machines. */
  fallback: number;
  /** Spot replicas that do not serve because their machine was taken away. */
  missing: number;
}

/** Counts what becomes of a fleet of spot machines over the measured part. */
export class SpotTally {
  readonly #fromMs: number;
  readonly #untilMs: number;
  readonly #now: Machines = { spot: 0, fallback: 0, missing: 0 };
  readonly #machineMs: Machines = { spot: 0, fallback: 0, missing: 0 };
  /** Time with at least one of them, ms. */
  readonly #anyMs: Machines = { spot: 0, fallback: 0, missing: 0 };
  #changedMs = 0;
  /** Moments at which replicas began to be missing, or were all there again, in turn. */
  readonly #turns: number[] = [];
  readonly #complete = new Times();
  readonly #short = new Times();
  zoneOutages = 0;
  losses = 0;
  fallbacks = 0;

  constructor(fromMs: number, untilMs: number) {
    this.#fromMs = fromMs;
    this.#untilMs = untilMs;
  }

  /** Whether a moment is of the measured part. */
  isMeasured(atMs: number): boolean {
    return atMs >= this.#fromMs && atMs < this.#untilMs;
  }

  /** Changes a count from now on. */
  change(nowMs: number, what: keyof Machines, by: number): void {
    this.#goOnTo(nowMs);
    const wasShort = this.#now.missing > 0;
    this.#now[what] += by;
    const isShort = this.#now.missing > 0;
    if (wasShort === isShort) return;
    // Replicas that come back at the moment at which others are lost leave no gap of no length.
    if (this.#turns.at(-1) === nowMs) this.#turns.pop();
    else this.#turns.push(nowMs);
  }

  /** Counts a spot machine that was paid for before it was known. */
  paidSince(sinceMs: number, nowMs: number): void {
    this.#machineMs.spot += this.#measuredMs(sinceMs, nowMs);
  }

  /** Counts a request of the measured part by whether every replica was there when it was due. */
  add({ phase, intendedMs }: Call, { outcome }: Ending, nowMs: number): void {
    if (phase === "warmup") return;
    const times = this.#wasShort(intendedMs) ? this.#short : this.#complete;
    times.requests++;
    if (outcome === "ok") times.ok.recordMs(nowMs - intendedMs);
  }

  /** The counts up to a moment, ms. */
  found(nowMs: number): Omit<Spot, "policy"> {
    this.#goOnTo(nowMs);
    const measuredMs = this.#measuredMs(this.#fromMs, nowMs);
    const share = (ms: number) => (measuredMs > 0 ? ms / measuredMs : 0);
    return {
      zoneOutages: this.zoneOutages,
      losses: this.losses,
      fallbacks: this.fallbacks,
      spotMachineHours: this.#machineMs.spot / HOUR_MS,
      fallbackMachineHours: this.#machineMs.fallback / HOUR_MS,
      fallbackShare: share(this.#anyMs.fallback),
      missingShare: share(this.#anyMs.missing),
      meanMissing: share(this.#machineMs.missing),
      byTime: [this.#complete.row("complete"), this.#short.row("short")],
    };
  }

  #wasShort(atMs: number): boolean {
    const turns = this.#turns;
    // Requests end soon after they were due: the last turns are the likely ones.
    let count = turns.length;
    while (count > 0 && (turns[count - 1] as number) > atMs) count--;
    return count % 2 === 1;
  }

  #goOnTo(nowMs: number): void {
    const lengthMs = this.#measuredMs(this.#changedMs, nowMs);
    for (const what of ["spot", "fallback", "missing"] as const) {
      this.#machineMs[what] += this.#now[what] * lengthMs;
      if (this.#now[what] > 0) this.#anyMs[what] += lengthMs;
    }
    this.#changedMs = nowMs;
  }

  #measuredMs(fromMs: number, untilMs: number): number {
    return Math.max(0, Math.min(untilMs, this.#untilMs) - Math.max(fromMs, this.#fromMs));
  }
}

/** Response times of the requests that were due in one state of the fleet. */
class Times {
  requests = 0;
  readonly ok = new Histogram();

  row(when: Row["when"]): Row {
    const { count, mean, p50, p99 } = summarise(this.ok);
    return { when, requests: this.requests, ok: count, meanMs: mean, p50Ms: p50, p99Ms: p99 };
  }
}
