import type { FleetReading, ReplicaReading } from "../fleet-reading.ts";
import type { KnativeOptions } from "./options.ts";
import { TimedBuckets } from "./timed-buckets.ts";

/**
 * What the autoscaler knows of a revision: once a second the mean of requests in flight and of requests that came in
 * that second, at the replicas and at the activator, each request counted once (knative/serving
 * pkg/autoscaler/metrics/collector.go).
 */
export class RevisionMetrics {
  readonly #metric: KnativeOptions["metric"];
  readonly #stable: TimedBuckets;
  readonly #panic: TimedBuckets;
  #before: FleetReading | null = null;
  /** What was recorded ahead of its second when the first request came, and is taken off its record. */
  #ahead = 0;

  constructor({ metric, stableWindowMs, panicWindowMs }: KnativeOptions) {
    this.#metric = metric;
    this.#stable = new TimedBuckets(stableWindowMs);
    this.#panic = new TimedBuckets(panicWindowMs);
  }

  /** Records the second that has passed. Without a ready replica and without a request there is nothing to record. */
  scrape(fleet: FleetReading): void {
    const before = this.#before ?? { nowMs: 0, replicas: [], waiting: 0, waitingMs: 0 };
    this.#before = fleet;
    const value = this.#metric === "rps" ? arrivals(fleet, before) : concurrency(fleet, before);
    const isScraped = fleet.replicas.some(({ isReady, isEnding }) => isReady && !isEnding);
    if (isScraped || value > 0) this.#record(fleet.nowMs, value - this.#ahead);
    this.#ahead = 0;
  }

  /** Records a request that came while there was no replica: the activator reports it at once. */
  poke(nowMs: number): void {
    this.#ahead = 1;
    this.#record(nowMs, 1);
  }

  /** Means over both windows; null where nothing was recorded in the longer one. */
  read(nowMs: number): { readonly stable: number; readonly panic: number } | null {
    if (this.#stable.isEmpty(nowMs)) return null;
    return { stable: this.#stable.average(nowMs), panic: this.#panic.average(nowMs) };
  }

  #record(nowMs: number, value: number): void {
    this.#stable.record(nowMs, value);
    this.#panic.record(nowMs, value);
  }
}

function concurrency(now: FleetReading, before: FleetReading): number {
  const integral =
    sumOfGrowth(now, before, ({ inFlightMs }) => inFlightMs) + now.waitingMs - before.waitingMs;
  return integral / (now.nowMs - before.nowMs);
}

/** Requests that came, per second: a request that waits in front has come, and is not counted again at its replica. */
function arrivals(now: FleetReading, before: FleetReading): number {
  const count = sumOfGrowth(now, before, ({ arrived }) => arrived) + now.waiting - before.waiting;
  return (1000 * count) / (now.nowMs - before.nowMs);
}

function sumOfGrowth(
  now: FleetReading,
  before: FleetReading,
  of: (replica: ReplicaReading) => number,
): number {
  const past = new Map(before.replicas.map((replica) => [replica.id, of(replica)]));
  return now.replicas.reduce((sum, replica) => sum + of(replica) - (past.get(replica.id) ?? 0), 0);
}
