import type { FleetReading, ReplicaReading } from "../autoscalers/fleet-reading.ts";
import { FIGURES, type SimulatedFigure } from "./figures.ts";
import type { MetricQuery } from "./metric-query.ts";

/** A value of a metric of one replica. */
export interface ReplicaSample {
  readonly id: number;
  readonly value: number;
}

/**
 * What a metrics system knows of a fleet: the readings of the last scrapes, for as long as the longest window that is
 * asked for. Between scrapes its values are stale, as those of Prometheus or metrics-server are.
 *
 * The mean of a window is taken from the oldest to the newest scrape in it, so a replica that was scraped once has none.
 * Prometheus' `rate()` extrapolates this to the ends of the window, which leaves a steady rate as it is. A replica that
 * the last scrape did not find has no value: Prometheus marks its series stale at once.
 */
export class ScrapedReadings {
  readonly #keepMs: number;
  readonly #scrapes: FleetReading[] = [];

  /** @param keepMs the longest window that will be asked for */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** When the last scrape was, ms; null before the first. */
  get lastMs(): number | null {
    return this.#scrapes.at(-1)?.nowMs ?? null;
  }

  scrape(fleet: FleetReading): void {
    this.#scrapes.push(fleet);
    const oldestMs = fleet.nowMs - this.#keepMs;
    while ((this.#scrapes[0]?.nowMs ?? oldestMs) < oldestMs) this.#scrapes.shift();
  }

  /**
   * The values of those replicas that have one.
   *
   * @param isScraped tells which replicas answer a scrape
   */
  ofReplicas(query: MetricQuery, isScraped: (replica: ReplicaReading) => boolean): ReplicaSample[] {
    const now = this.#scrapes.at(-1);
    const figure: SimulatedFigure = FIGURES[query.figure];
    return (now?.replicas ?? []).filter(isScraped).flatMap((replica) => {
      const value = this.#valueOf(figure, replica, query.windowMs, isScraped);
      return value === null ? [] : [{ id: replica.id, value }];
    });
  }

  /** The value of the whole fleet; null where nothing was scraped that could give one. */
  ofFleet(query: MetricQuery, isScraped: (replica: ReplicaReading) => boolean): number | null {
    const now = this.#scrapes.at(-1);
    if (now === undefined) return null;
    const values = this.ofReplicas(query, isScraped).map(({ value }) => value);
    if (FIGURES[query.figure].countsWaiting) return aggregate(query.aggregation, values, now.waiting);
    return values.length === 0 ? null : aggregate(query.aggregation, values, 0);
  }

  #valueOf(
    figure: SimulatedFigure,
    replica: ReplicaReading,
    windowMs: number,
    isScraped: (replica: ReplicaReading) => boolean,
  ): number | null {
    if (figure.read.of === "gauge") return figure.read.value(replica);
    const nowMs = this.lastMs ?? 0;
    for (const { nowMs: atMs, replicas } of this.#scrapes) {
      if (atMs < nowMs - windowMs || atMs >= nowMs) continue;
      const before = replicas.find(({ id }) => id === replica.id);
      if (before !== undefined && isScraped(before)) return figure.read.value(replica, before, nowMs - atMs);
    }
    return null;
  }
}

function aggregate(
  aggregation: MetricQuery["aggregation"],
  values: readonly number[],
  waiting: number,
): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (aggregation === "sum") return sum + waiting;
  if (aggregation === "max") return values.reduce((most, value) => Math.max(most, value), waiting);
  return (sum + waiting) / Math.max(1, values.length);
}
