import { plural } from "../../core/format.ts";
import { defineAutoscaler, firstMs, type RunningAutoscaler, type ScalingDecision } from "./autoscaler.ts";
import type { FleetReading } from "./fleet-reading.ts";
import { Decider, KNATIVE_TICK_MS } from "./knative/decider.ts";
import { type KnativeOptions, knativeOptionsSchema } from "./knative/options.ts";
import { RevisionMetrics } from "./knative/revision-metrics.ts";
import { RevisionScaler } from "./knative/revision-scale.ts";

const SCRAPE_MS = 1000;
/** How often it looks for a first request while there is no replica: in a cluster the activator tells it at once. */
const WATCH_MS = 100;

/** The Knative Pod Autoscaler: a stable and a panic window, every 2 s. */
export const knative = defineAutoscaler({
  kind: "knative",
  title:
    "Knative's Pod Autoscaler: requests in flight or per second against a target every 2 s, with panic mode",
  options: knativeOptionsSchema,
  describe: ({ metric, target, minScale, maxScale }) =>
    `Knative, ${minScale} to ${maxScale === null ? "any number of replicas" : plural(maxScale, "replica")}, on ${
      metric === "rps" ? "requests per second" : "requests in flight"
    } at ${target} each`,
  start: (options, { initialReplicas, phase }) => new RunningKnative(options, initialReplicas, phase),
});

class RunningKnative implements RunningAutoscaler {
  readonly #options: KnativeOptions;
  readonly #metrics: RevisionMetrics;
  readonly #scaler: RevisionScaler;
  #decider: Decider | null = null;
  #ordered: number;
  #scrapeMs: number;
  #tickMs: number;
  #watchMs = Number.POSITIVE_INFINITY;

  constructor(options: KnativeOptions, initialReplicas: number, phase: number) {
    this.#options = options;
    this.#metrics = new RevisionMetrics(options);
    this.#scaler = new RevisionScaler(options, initialReplicas);
    this.#ordered = initialReplicas;
    this.#scrapeMs = firstMs(SCRAPE_MS, phase);
    this.#tickMs = firstMs(KNATIVE_TICK_MS, phase);
    this.#watch(0);
  }

  get nextMs(): number {
    return Math.min(this.#scrapeMs, this.#tickMs, this.#watchMs);
  }

  look(fleet: FleetReading): readonly ScalingDecision[] {
    const { nowMs } = fleet;
    const ready = fleet.replicas.filter(({ isReady, isEnding }) => isReady && !isEnding).length;
    this.#decider ??= new Decider(this.#options, ready, nowMs);
    const isPoked = this.#watchMs <= nowMs && fleet.waiting > 0;
    if (isPoked) this.#metrics.poke(nowMs);
    if (this.#scrapeMs <= nowMs) {
      this.#metrics.scrape(fleet);
      this.#scrapeMs += SCRAPE_MS;
    }
    const isTick = this.#tickMs <= nowMs;
    if (isTick) this.#tickMs += KNATIVE_TICK_MS;
    const decisions = isTick || isPoked ? [this.#decide(nowMs, ready, this.#decider)] : [];
    this.#watch(nowMs);
    return decisions;
  }

  #watch(nowMs: number): void {
    this.#watchMs = this.#ordered === 0 ? nowMs + WATCH_MS : Number.POSITIVE_INFINITY;
  }

  #decide(nowMs: number, ready: number, decider: Decider): ScalingDecision {
    const { metric, target } = this.#options;
    const read = this.#metrics.read(nowMs);
    const scale = read === null ? null : decider.scale(nowMs, ready, read.stable, read.panic);
    const { order, heldBackBy } = this.#scaler.scale(
      nowMs,
      scale?.desired ?? null,
      ready,
      scale?.excessBurst ?? 0,
    );
    const current = this.#ordered;
    this.#ordered = order ?? current;
    return {
      atMs: nowMs,
      by: decider.isPanicking ? "knative, panicking" : "knative",
      metrics: [
        { name: metric, value: read?.stable ?? null, target },
        { name: `${metric} in the panic window`, value: read?.panic ?? null, target },
      ],
      recommended: scale?.recommended ?? null,
      desired: this.#ordered,
      current,
      heldBackBy: [...(scale?.heldBackBy ?? []), ...heldBackBy],
    };
  }
}
