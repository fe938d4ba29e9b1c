import { Device, type Sharing } from "./device.ts";
import type { EventQueue } from "./event-queue.ts";
import { type DrawTime, Instance } from "./instance.ts";
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
  readonly device: Device | null;
  state: ReplicaState = "starting";
  /** Moment from which it has been ready; null while it is not. */
  readySinceMs: number | null = null;
  /** Requests that were sent to it and have no answer yet, as its clients see it. */
  outstanding = 0;
  arrived = 0;
  answered = 0;
  /** Place in the list of replicas that get new requests; -1 where it gets none. */
  slot = -1;

  constructor(id: number, events: EventQueue, server: Server, plan: ReplicaPlan, draw: DrawTime) {
    this.id = id;
    this.createdMs = events.nowMs;
    this.server = server;
    this.device = plan.stretch === null || plan.instances === 1 ? null : new Device(events, plan.stretch);
    const { efficiency } = plan.service;
    this.instances = Array.from(
      { length: plan.instances },
      () => new Instance(events, id, server, draw, this.device, efficiency),
    );
  }

  /** Makes its executions take so many times as long, from the next one on. */
  slowDown(times: number): void {
    for (const instance of this.instances) instance.slowness = times;
  }
}
