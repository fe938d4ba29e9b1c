import { createRng } from "../core/rng.ts";
import type { RunningAutoscaler } from "./autoscalers/autoscaler.ts";
import { DecisionLog } from "./autoscalers/decision-log.ts";
import type { FleetReading } from "./autoscalers/fleet-reading.ts";
import { type AutoscalerChoice, startAutoscaler } from "./autoscalers/index.ts";
import type { EventQueue, Occurrence } from "./event-queue.ts";
import type { Fleet } from "./fleet.ts";
import type { Gateways } from "./gateways/gateways.ts";
import type { Replica } from "./replica.ts";
import type { ServiceModel } from "./service/service-model.ts";

/** How long a new replica takes until it serves. */
export interface ColdStart {
  /** Time from the order of a replica until its container runs: a machine is found, the image is pulled. */
  readonly imagePull: ServiceModel;
  /** Time from then until it is ready: the model is loaded and warmed up. */
  readonly modelLoad: ServiceModel;
}

/** How a fleet is scaled, and how long a new replica takes until it serves. */
export interface ScalingPlan extends ColdStart {
  readonly autoscaler: AutoscalerChoice;
}

/** The number of replicas from a moment on. */
export interface ReplicaCount {
  readonly atMs: number;
  /** Replicas that exist: ready, starting or ending. */
  readonly existing: number;
  readonly ready: number;
}

/** Scales a fleet as an autoscaler orders it: asks it when it wants to be asked, starts replicas, and ends others. */
export class Scaling implements Occurrence {
  readonly log = new DecisionLog();
  /** Replicas by time, a line for each change. */
  readonly counts: ReplicaCount[] = [];
  readonly #events: EventQueue;
  readonly #fleet: Fleet;
  readonly #gateways: Gateways;
  readonly #running: RunningAutoscaler;
  readonly #drawPullMs: () => number;
  readonly #drawLoadMs: () => number;

  constructor(events: EventQueue, fleet: Fleet, plan: ScalingPlan, seed: number, gateways: Gateways) {
    this.#gateways = gateways;
    this.#events = events;
    this.#fleet = fleet;
    this.#running = startAutoscaler(plan.autoscaler, {
      initialReplicas: fleet.replicas.length,
      phase: createRng(seed, "phase of the autoscaler")(),
    });
    this.#drawPullMs = drawingTimes(plan.imagePull, seed, "image pull");
    this.#drawLoadMs = drawingTimes(plan.modelLoad, seed, "model load");
    this.#count();
    this.#plan();
  }

  /** The autoscaler looks at the fleet, and what it orders is done. */
  happen(): void {
    const decisions = this.#running.look(this.#reading());
    for (const decision of decisions) this.log.add(decision);
    const last = decisions.at(-1);
    if (last !== undefined) this.#order(last.desired);
    this.#count();
    this.#plan();
  }

  /** What waits in gateways waits in front of the fleet, too. */
  #reading(): FleetReading {
    const fleet = this.#fleet.reading();
    const { waiting, waitingMs } = this.#gateways.reading();
    return { ...fleet, waiting: fleet.waiting + waiting, waitingMs: fleet.waitingMs + waitingMs };
  }

  #plan(): void {
    const { nextMs } = this.#running;
    if (nextMs !== Number.POSITIVE_INFINITY)
      this.#events.schedule(Math.max(nextMs, this.#events.nowMs), this);
  }

  #order(desired: number): void {
    while (this.#ordered().length < desired) this.#start();
    while (this.#ordered().length > desired) this.#end();
  }

  /** The replicas that were ordered and are not ended. One that a deploy has added is none before it takes the place of another one. */
  #ordered(): Replica[] {
    return this.#fleet.replicas.filter(
      ({ endsForGood, inPlaceOf }) => !endsForGood && (inPlaceOf === null || inPlaceOf.endsForGood),
    );
  }

  #start(): void {
    const replica = this.#fleet.add();
    const { nowMs } = this.#events;
    const runsMs = nowMs + this.#drawPullMs();
    const readyMs = runsMs + this.#drawLoadMs();
    this.#at(runsMs, replica, () => {
      replica.startedMs = runsMs;
    });
    this.#at(readyMs, replica, () => {
      this.#fleet.makeReady(replica);
      this.#count();
    });
  }

  /** Does something to a starting replica, if it has not been ended before. */
  #at(atMs: number, replica: Replica, action: () => void): void {
    this.#events.schedule(atMs, {
      happen: () => {
        if (replica.state === "starting") action();
      },
    });
  }

  /**
   * Ends one replica: first one that is not ready, then the one that became ready last, as a ReplicaSet does with pods on nodes
   * that are alike (kubernetes/kubernetes pkg/controller/controller_utils.go, `ActivePodsWithRanks`).
   */
  #end(): void {
    const [victim] = this.#ordered().toSorted(
      (a, b) => Number(a.isReady) - Number(b.isReady) || b.readyChangedMs - a.readyChangedMs || b.id - a.id,
    );
    if (victim === undefined) return;
    this.#fleet.endSlowly(victim);
  }

  #count(): void {
    const existing = this.#fleet.replicas.filter(({ state }) => state !== "gone");
    const count = {
      atMs: this.#events.nowMs,
      existing: existing.length,
      ready: existing.filter(({ state }) => state === "ready").length,
    };
    if (this.counts.at(-1)?.atMs === count.atMs) this.counts.pop();
    const last = this.counts.at(-1);
    if (last?.existing !== count.existing || last.ready !== count.ready) this.counts.push(count);
  }
}

/** Existing replicas on average between two moments. */
export function meanReplicas(counts: readonly ReplicaCount[], fromMs: number, untilMs: number): number {
  let sum = 0;
  for (const [index, { atMs, existing }] of counts.entries()) {
    const beginMs = Math.max(fromMs, atMs);
    const endMs = Math.min(untilMs, counts[index + 1]?.atMs ?? untilMs);
    sum += existing * Math.max(0, endMs - beginMs);
  }
  return untilMs > fromMs ? sum / (untilMs - fromMs) : 0;
}

/** Draws times of a model that says how long something takes, ms. */
export function drawingTimes(model: ServiceModel, seed: number, stream: string): () => number {
  const draw = model.start(createRng(seed, stream));
  const time = { inputMs: 0, computeMs: 0, outputMs: 0 };
  const one = { requests: 1, items: 1, longest: 0 };
  return () => {
    draw(one, time);
    return time.computeMs;
  };
}
