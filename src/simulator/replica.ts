import type { Receiver } from "./attempt.ts";
import type { ReplicaReading } from "./autoscalers/fleet-reading.ts";
import { Device, type Sharing } from "./device.ts";
import type { EventQueue } from "./event-queue.ts";
import type { FrontEnd } from "./front-end.ts";
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
  readonly frontEnd: FrontEnd | null;
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
  /** Whether somebody has ended it: it never serves again. */
  endsForGood = false;
  #outstandingChangedMs: number;
  /** The replica whose place it takes, in a deploy with surge; null for one that was added. */
  inPlaceOf: Replica | null = null;
  /** How many times as much as another one a router that looks at weights takes it for. */
  weight = 1;
  /** Called once when it has ended what it had, after it was sent nothing more. */
  onGone: (() => void) | null = null;
  readonly #events: EventQueue;
  /** What makes its executions take longer, as factors: its own speed is the first. */
  readonly #slownesses: number[];
  #pausedUntilMs = 0;

  /** @param speed of 1 computes as the service model says, of 0.5 half as fast */
  constructor(
    id: number,
    events: EventQueue,
    server: Server,
    plan: ReplicaPlan,
    draw: DrawTime,
    speed: number,
    frontEnd: FrontEnd | null,
  ) {
    this.id = id;
    this.#events = events;
    this.createdMs = events.nowMs;
    this.readyChangedMs = events.nowMs;
    this.#outstandingChangedMs = events.nowMs;
    this.server = server;
    this.frontEnd = frontEnd;
    this.device = plan.stretch === null || plan.instances === 1 ? null : new Device(events, plan.stretch);
    const { efficiency } = plan.service;
    this.instances = Array.from(
      { length: plan.instances },
      () => new Instance(events, id, server, draw, this.device, efficiency, this.counts),
    );
    this.#slownesses = [1 / speed];
    this.#setSlowness();
  }

  /** Receives the requests that are sent to it. */
  get entrance(): Receiver {
    return this.frontEnd ?? this.server;
  }

  /** Number of its place in the fleet, which it may have taken over: speeds and pools go by it. */
  get place(): number {
    return this.inPlaceOf?.place ?? this.id;
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

  /** Makes its executions take so many times as long, from the next one on, on top of what slows it already. */
  slowBy(times: number): void {
    this.#slownesses.push(times);
    this.#setSlowness();
  }

  /** Takes back what an earlier `slowBy` did. */
  endSlow(times: number): void {
    const at = this.#slownesses.lastIndexOf(times);
    if (at > 0) this.#slownesses.splice(at, 1);
    this.#setSlowness();
  }

  /** Makes the next executions of each instance take so many times as long: the replica has just started. */
  beginCold(times: number, executions: number): void {
    for (const instance of this.instances) {
      instance.coldTimes = times;
      instance.coldExecutions = executions;
    }
  }

  /** Lets everything stand still until a moment, at which `goOn` is to be called. */
  pause(untilMs: number): void {
    if (untilMs <= this.#pausedUntilMs) return;
    this.#pausedUntilMs = untilMs;
    this.device?.pause(untilMs);
    this.frontEnd?.pause(untilMs);
    for (const instance of this.instances) {
      instance.pause(untilMs);
      this.server.rest(instance);
    }
  }

  /** A pause is over: idle instances take requests again, unless a longer pause has begun since. */
  goOn(): void {
    if (this.#pausedUntilMs > this.#events.nowMs) return;
    for (const instance of this.instances) this.server.wake(instance);
  }

  /** Forgets a pause: the replica has failed. */
  endPause(): void {
    this.#pausedUntilMs = 0;
    this.device?.pause(0);
  }

  #setSlowness(): void {
    const slowness = this.#slownesses.reduce((product, times) => product * times, 1);
    for (const instance of this.instances) instance.slowness = slowness;
  }
}
