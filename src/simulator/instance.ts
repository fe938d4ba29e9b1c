import type { Device, Execution } from "./device.ts";
import type { EventQueue, Occurrence } from "./event-queue.ts";
import type { Group } from "./group.ts";
import type { Batch, ServiceTime } from "./service/service-model.ts";

/** The parts of an execution, one after another. */
type Phase = "idle" | "input" | "compute" | "output";

/** What the executions of a replica add up to, as its metrics tell. */
export interface ExecutionCounts {
  /** Requests that left the queue to be computed. */
  begun: number;
  /** Sum of the times that they had waited there, ms. */
  queueMs: number;
  /** Sum of the times of executions on devices that are not shared, ms. */
  executedMs: number;
}

/** Draws the time of executions, as `ServiceModel.start` gives it. */
export type DrawTime = (batch: Batch, into: ServiceTime) => void;

/** The server of an instance, which learns when an execution is over. */
export interface InstanceOwner {
  /** Takes the group back, and may give the instance another one. */
  executed(instance: Instance, group: Group): void;
}

/** An instance of a model: it computes one group of requests at a time, on a device that it may share. */
export class Instance implements Occurrence, Execution {
  /** The group that is computed; null while the instance is idle. */
  group: Group | null = null;
  /** Number of the replica that the instance belongs to. */
  readonly replica: number;
  /** Moment from which the instance has been idle. */
  freeSinceMs = 0;
  /** Computing time that is left of the execution, ms, if nothing else ran on the device. */
  leftMs = 0;
  /** Share of the device's best rate that the execution reaches alone. */
  efficiency = 1;
  /** How many times as long an execution takes as the service model says. */
  slowness = 1;
  /** Executions that are still cold, and how many times as long they take on top of that. */
  coldExecutions = 0;
  coldTimes = 1;
  /** Moment until which the instance stands still; over for one that does not. */
  pausedUntilMs = 0;
  /** Whether the instance stands still without a group, and takes none. */
  isResting = false;
  readonly time: ServiceTime = { inputMs: 0, computeMs: 0, outputMs: 0 };
  readonly #events: EventQueue;
  /** The device, where others share it; null for an instance that has one for itself. */
  readonly #shared: Device | null;
  readonly #owner: InstanceOwner;
  readonly #draw: DrawTime;
  readonly #efficiencyOf: (batch: Batch) => number;
  readonly #counts: ExecutionCounts;
  #phase: Phase = "idle";
  /** Moment at which the input or output phase ends. */
  #dueMs = 0;
  #stamp = 0;

  constructor(
    events: EventQueue,
    replica: number,
    owner: InstanceOwner,
    draw: DrawTime,
    shared: Device | null,
    efficiencyOf: (batch: Batch) => number,
    counts: ExecutionCounts,
  ) {
    this.#counts = counts;
    this.#events = events;
    this.replica = replica;
    this.#owner = owner;
    this.#draw = draw;
    this.#shared = shared;
    this.#efficiencyOf = efficiencyOf;
  }

  /** Begins to compute a group. */
  begin(group: Group): void {
    const { nowMs } = this.#events;
    this.group = group;
    const counts = this.#counts;
    counts.begun += group.requests;
    for (const attempt of group.attempts) {
      attempt.startedMs = nowMs;
      counts.queueMs += nowMs - attempt.enqueuedMs;
    }
    const { time } = this;
    this.#draw(group, time);
    let { slowness } = this;
    if (this.coldExecutions > 0) {
      this.coldExecutions--;
      slowness *= this.coldTimes;
    }
    time.inputMs *= slowness;
    time.computeMs *= slowness;
    time.outputMs *= slowness;
    if (this.#shared === null) {
      this.#phase = "output";
      const executionMs = time.inputMs + time.computeMs + time.outputMs;
      counts.executedMs += executionMs;
      this.#happenIn(executionMs);
      return;
    }
    this.efficiency = this.#efficiencyOf(group);
    this.leftMs = time.computeMs;
    if (time.inputMs > 0) {
      this.#phase = "input";
      this.#happenIn(time.inputMs);
    } else this.#compute();
  }

  happen(stamp: number): void {
    if (stamp !== this.#stamp) return;
    if (this.#phase === "input") this.#compute();
    else this.#end();
  }

  /** The device has computed the group. */
  computed(): void {
    if (this.time.outputMs > 0) {
      this.#phase = "output";
      this.#happenIn(this.time.outputMs);
    } else this.#end();
  }

  /** Puts off what the instance does itself until a moment; a device that it shares is paused by its replica. */
  pause(untilMs: number): void {
    const longerMs = untilMs - Math.max(this.#events.nowMs, this.pausedUntilMs);
    if (longerMs <= 0) return;
    this.pausedUntilMs = untilMs;
    if (this.#phase === "input" || this.#phase === "output") this.#happenAt(this.#dueMs + longerMs);
  }

  /** Breaks off the execution, if there is one, and returns its group. */
  drop(): Group | null {
    const { group } = this;
    this.pausedUntilMs = 0;
    this.isResting = false;
    this.coldExecutions = 0;
    if (this.#phase === "compute") this.#shared?.drop(this);
    this.#stamp++;
    this.#phase = "idle";
    this.group = null;
    return group;
  }

  #compute(): void {
    this.#phase = "compute";
    this.#shared?.begin(this);
  }

  #end(): void {
    const group = this.group as Group;
    this.group = null;
    this.#phase = "idle";
    this.freeSinceMs = this.#events.nowMs;
    this.#owner.executed(this, group);
  }

  #happenIn(delayMs: number): void {
    this.#happenAt(this.#events.nowMs + delayMs);
  }

  #happenAt(atMs: number): void {
    this.#dueMs = atMs;
    this.#events.schedule(atMs, this, ++this.#stamp);
  }
}
