import type { ReplicaReading } from "./autoscalers/fleet-reading.ts";
import { Device, type Sharing } from "./device.ts";
import type { EventQueue } from "./event-queue.ts";
import { type DrawTime, type ExecutionCounts, Instance } from "./instance.ts";
import type { Server } from "./server.ts";
import type { ServiceModel } from "./service/service-model.ts";

/** The state of a replica: only a ready one gets new requests; one that ends goes on with those it has. */
export type ReplicaState = "starting" | "ready" | "ending" | "down" | "gone";

/** The way a replica computes: which model, on how many instances, on which device. */
export interface ReplicaPlan {
  readonly service: ServiceModel;
  readonly instances: number;
  /** How instances on the same device slow each other down; null where each has a device for itself. */
  readonly stretch: Sharing | null;
}

/** A machine, or a pod, that serves a model: instances behind a queue. */
export class Replica {
  readonly id: number;
  readonly createdMs: number;
  readonly server: Server;
  readonly instances: readonly Instance[];
  readonly counts: ExecutionCounts = { begun: 0, queueMs: 0, executedMs: 0 };
  readonly device: Device | null;
  state: ReplicaState = "starting";
  /** Moment at which its container ran; null while its image is pulled. */
  startedMs: number | null = null;
  /** Whether it answers: it does so until it is gone, also when it gets nothing new. */
  isReady = false;
  /** Moment at which `isReady` changed last. */
  readyChangedMs: number;
  /** Integral of `outstanding` over time up to the last change, request·ms. */
  outstandingMs = 0;
  /** Requests that were sent to it and have no answer yet, as its clients see it. */
  outstanding = 0;
  arrived = 0;
  answered = 0;
  /** Place in the list of replicas that get new requests; -1 where it gets none. */
  slot = -1;
  readonly #events: EventQueue;
  #outstandingChangedMs: number;

  constructor(id: number, events: EventQueue, server: Server, plan: ReplicaPlan, draw: DrawTime) {
    this.id = id;
    this.#events = events;
    this.createdMs = events.nowMs;
    this.readyChangedMs = events.nowMs;
    this.#outstandingChangedMs = events.nowMs;
    this.server = server;
    this.device = plan.stretch === null || plan.instances === 1 ? null : new Device(events, plan.stretch);
    const { efficiency } = plan.service;
    this.instances = Array.from(
      { length: plan.instances },
      () => new Instance(events, id, server, draw, this.device, efficiency, this.counts),
    );
  }

  /** Changes the number of requests that it has to do, as its clients see it. */
  expect(change: number): void {
    this.outstandingMs += this.outstanding * (this.#events.nowMs - this.#outstandingChangedMs);
    this.#outstandingChangedMs = this.#events.nowMs;
    this.outstanding += change;
  }

  setReady(isReady: boolean): void {
    if (isReady === this.isReady) return;
    this.isReady = isReady;
    this.readyChangedMs = this.#events.nowMs;
  }

  /** What a metrics system reads of it now. */
  reading(): ReplicaReading {
    this.expect(0);
    const { begun, queueMs, executedMs } = this.counts;
    return {
      id: this.id,
      createdMs: this.createdMs,
      startedMs: this.startedMs,
      isReady: this.isReady,
      readyChangedMs: this.readyChangedMs,
      isEnding: this.state === "ending",
      arrived: this.arrived,
      answered: this.answered,
      inFlight: this.outstanding,
      queued: this.server.waiting.length,
      inFlightMs: this.outstandingMs,
      queueMs,
      begun,
      busyMs: this.device?.busyMs ?? executedMs / this.instances.length,
    };
  }

  /** Makes its executions take so many times as long, from the next one on. */
  slowDown(times: number): void {
    for (const instance of this.instances) instance.slowness = times;
  }
}
