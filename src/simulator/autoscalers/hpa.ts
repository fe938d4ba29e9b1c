import { plural } from "../../core/format.ts";
import { formatMetricQuery } from "../metrics/metric-query.ts";
import { ScrapedReadings } from "../metrics/scraped-readings.ts";
import { defineAutoscaler, firstMs, type RunningAutoscaler, type ScalingDecision } from "./autoscaler.ts";
import type { FleetReading } from "./fleet-reading.ts";
import { HpaController, type HpaSpec, tolerancesOf } from "./hpa/controller.ts";
import { type HpaMetric, type HpaOptions, hpaOptionsSchema } from "./hpa/options.ts";
import { proposeFor } from "./hpa/read-metrics.ts";

/**
 * The Horizontal Pod Autoscaler of Kubernetes, `autoscaling/v2`, as its controller decides
 * (kubernetes/pkg/controller/podautoscaler): a sync every 15 s on scraped metrics.
 */
export const hpa = defineAutoscaler({
  kind: "hpa",
  title:
    "Kubernetes' HorizontalPodAutoscaler: metrics against targets every 15 s, with tolerance, windows and policies",
  options: hpaOptionsSchema,
  describe: ({ minReplicas, maxReplicas, metrics }) =>
    `HPA, ${minReplicas} to ${plural(maxReplicas, "replica")}, on ${metrics.map(metricWords).join(" and ")}`,
  start: (options, { initialReplicas, phase }) => new RunningHpa(options, initialReplicas, phase),
});

/** A metric in words: `queue of 5, simulated as sum(queued)`. */
export function metricWords({ name, query, target }: HpaMetric): string {
  return `${name} at ${target.value}${target.type === "utilization" ? " %" : ""} (simulated as ${formatMetricQuery(query)})`;
}

/** The part of HPA options that its controller goes by. */
function specOf({ minReplicas, maxReplicas, behavior, controller }: HpaOptions): HpaSpec {
  const { tolerance, downscaleStabilisationMs } = controller;
  return { minReplicas, maxReplicas, behavior, tolerance, downscaleStabilisationMs };
}

class RunningHpa implements RunningAutoscaler {
  readonly #options: HpaOptions;
  readonly #spec: HpaSpec;
  readonly #controller: HpaController;
  readonly #scraped: ScrapedReadings;
  #ordered: number;
  #scrapeMs: number;
  #syncMs: number;

  constructor(options: HpaOptions, initialReplicas: number, phase: number) {
    this.#options = options;
    this.#spec = specOf(options);
    this.#controller = new HpaController(this.#spec);
    this.#scraped = new ScrapedReadings(
      options.metrics.reduce((longest, { query }) => Math.max(longest, query.windowMs), 0),
    );
    this.#ordered = initialReplicas;
    this.#scrapeMs = firstMs(options.scrapePeriodMs, phase);
    this.#syncMs = firstMs(options.controller.syncPeriodMs, phase);
  }

  get nextMs(): number {
    return Math.min(this.#scrapeMs, this.#syncMs);
  }

  look(fleet: FleetReading): readonly ScalingDecision[] {
    const { nowMs } = fleet;
    if (this.#scrapeMs <= nowMs) {
      this.#scraped.scrape(fleet);
      this.#scrapeMs += this.#options.scrapePeriodMs;
    }
    if (this.#syncMs > nowMs) return [];
    this.#syncMs += this.#options.controller.syncPeriodMs;
    const { metrics, controller } = this.#options;
    const tolerances = tolerancesOf(this.#spec);
    const decision = this.#controller.sync(nowMs, this.#ordered, () =>
      metrics.map((metric) =>
        proposeFor(metric, this.#scraped, fleet, this.#ordered, tolerances, controller),
      ),
    );
    this.#ordered = decision.desired;
    return [decision];
  }
}
