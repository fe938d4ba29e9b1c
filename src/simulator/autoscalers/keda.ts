import { plural } from "../../core/format.ts";
import { ScrapedReadings } from "../metrics/scraped-readings.ts";
import { defineAutoscaler, firstMs, type RunningAutoscaler, type ScalingDecision } from "./autoscaler.ts";
import type { FleetReading } from "./fleet-reading.ts";
import { HpaController, type HpaSpec, tolerancesOf } from "./hpa/controller.ts";
import { proposeForFleet } from "./hpa/per-fleet.ts";
import { type Proposal, type Tolerances, toMilli } from "./hpa/proposal.ts";
import { answersScrape, proposeFor, proposeValue } from "./hpa/read-metrics.ts";
import { metricWords } from "./hpa.ts";
import { KedaActivation } from "./keda/activation.ts";
import { cronWords, RunningCron } from "./keda/cron.ts";
import { MetricFallback } from "./keda/fallback.ts";
import { type KedaOptions, type KedaTrigger, kedaOptionsSchema } from "./keda/options.ts";

/** KEDA: it polls between none and some, and leaves the rest to the HPA that it makes. */
export const keda = defineAutoscaler({
  kind: "keda",
  title: "KEDA's ScaledObject: none or some by polling its triggers, more by the HPA that it makes",
  options: kedaOptionsSchema,
  describe: ({ minReplicas, maxReplicas, triggers, crons }) =>
    `KEDA, ${minReplicas} to ${plural(maxReplicas, "replica")}, on ${[...triggers.map(({ metric }) => metricWords(metric)), ...crons.map(cronWords)].join(" and ")}`,
  start: (options, { initialReplicas, phase }) => new RunningKeda(options, initialReplicas, phase),
});

interface RunningTrigger extends KedaTrigger {
  readonly fallback: MetricFallback | null;
  /** The value of the last poll; null where it had none. */
  polled: number | null;
}

class RunningKeda implements RunningAutoscaler {
  readonly #options: KedaOptions;
  readonly #spec: HpaSpec;
  readonly #tolerances: Tolerances;
  readonly #controller: HpaController;
  readonly #activation: KedaActivation;
  readonly #triggers: readonly RunningTrigger[];
  readonly #crons: readonly RunningCron[];
  readonly #scraped: ScrapedReadings;
  #ordered: number;
  #scrapeMs: number;
  #pollMs: number;
  #syncMs: number;

  constructor(options: KedaOptions, initialReplicas: number, phase: number) {
    this.#options = options;
    const { tolerance, downscaleStabilisationMs, syncPeriodMs } = options.controller;
    const { maxReplicas, behavior } = options;
    const minReplicas = Math.max(1, options.minReplicas);
    this.#spec = { minReplicas, maxReplicas, behavior, tolerance, downscaleStabilisationMs };
    this.#tolerances = tolerancesOf(this.#spec);
    this.#controller = new HpaController(this.#spec);
    this.#activation = new KedaActivation(options);
    this.#triggers = options.triggers.map((trigger) => ({
      ...trigger,
      fallback: options.fallback === null ? null : new MetricFallback(options.fallback),
      polled: null,
    }));
    this.#crons = options.crons.map((window) => new RunningCron(window));
    this.#scraped = new ScrapedReadings(
      options.triggers.reduce((longest, { metric }) => Math.max(longest, metric.query.windowMs), 0),
    );
    this.#ordered = initialReplicas;
    this.#scrapeMs = firstMs(options.scrapePeriodMs, phase);
    // KEDA asks its triggers as soon as the ScaledObject is there.
    this.#pollMs = phase === 0 ? 0 : firstMs(options.pollingMs, phase);
    this.#syncMs = firstMs(syncPeriodMs, phase);
  }

  get nextMs(): number {
    return Math.min(this.#scrapeMs, this.#pollMs, this.#syncMs);
  }

  look(fleet: FleetReading): readonly ScalingDecision[] {
    const { nowMs } = fleet;
    if (this.#scrapeMs <= nowMs) {
      this.#scraped.scrape(fleet);
      this.#scrapeMs += this.#options.scrapePeriodMs;
    }
    const decisions: ScalingDecision[] = [];
    if (this.#pollMs <= nowMs) {
      decisions.push(this.#poll(nowMs));
      this.#pollMs += this.#options.pollingMs;
    }
    if (this.#syncMs <= nowMs) {
      decisions.push(this.#sync(fleet));
      this.#syncMs += this.#options.controller.syncPeriodMs;
    }
    return decisions;
  }

  #poll(nowMs: number): ScalingDecision {
    const external = this.#triggers.filter(({ metric }) => metric.of === "fleet");
    for (const trigger of external) trigger.polled = this.#valueOf(trigger);
    // Triggers of resources alone could never wake anything: KEDA takes such an object to be active always.
    const isActive =
      external.length + this.#crons.length === 0 ||
      this.#crons.some((cron) => cron.isWithin(nowMs)) ||
      external.some(({ polled, activation }) => polled !== null && polled > activation);
    const hasError = external.some(({ polled }) => polled === null);
    const current = this.#ordered;
    const activation = this.#activation.poll({ isActive, hasError }, current, nowMs);
    this.#ordered = activation.desired;
    const metrics = external.map(({ metric: { name }, polled, activation: target }) => ({
      name,
      value: polled,
      target,
    }));
    for (const cron of this.#crons)
      metrics.push({ name: cron.name, value: Number(cron.isWithin(nowMs)), target: 0 });
    return { atMs: nowMs, by: "keda", metrics, current, ...activation };
  }

  #sync(fleet: FleetReading): ScalingDecision {
    const decision = this.#controller.sync(fleet.nowMs, this.#ordered, () => [
      ...this.#triggers.map((trigger) => this.#propose(trigger, fleet)),
      ...this.#crons.map((cron) => this.#proposeBy(cron, fleet)),
    ]);
    this.#ordered = decision.desired;
    return decision;
  }

  #propose(trigger: RunningTrigger, fleet: FleetReading): Proposal {
    const { metric, isCached, polled, fallback } = trigger;
    const current = this.#ordered;
    if (metric.of !== "fleet")
      return proposeFor(metric, this.#scraped, fleet, current, this.#tolerances, this.#options.controller);
    const value = isCached ? polled : this.#valueOf(trigger);
    const usage = value === null ? null : toMilli(value);
    const ready = fleet.replicas.filter(({ isReady }) => isReady).length;
    const passed =
      fallback?.pass(usage, metric.target.value, current, metric.target.type === "value" ? ready : null) ??
      usage;
    return proposeValue(metric, passed, fleet, current, this.#tolerances);
  }

  #proposeBy(cron: RunningCron, { nowMs, replicas }: FleetReading): Proposal {
    const metric = { name: cron.name, type: "average-value", target: 1000 } as const;
    return proposeForFleet(metric, 1000 * cron.value(nowMs), replicas, this.#ordered, this.#tolerances);
  }

  #valueOf({ metric, isNullZero }: KedaTrigger): number | null {
    return this.#scraped.ofFleet(metric.query, answersScrape) ?? (isNullZero ? 0 : null);
  }
}
