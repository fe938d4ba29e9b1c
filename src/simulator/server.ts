import { ANSWERED, type Attempt, type Ending } from "./attempt.ts";
import type { Batcher } from "./batchers/batcher.ts";
import type { EventQueue, Occurrence } from "./event-queue.ts";
import { Group } from "./group.ts";
import type { Instance, InstanceOwner } from "./instance.ts";
import { SlotWait } from "./priorities/slot-wait.ts";
import type { ServerTally } from "./server-tally.ts";
import { type Line, WaitingLine } from "./waiting-line.ts";

/** The ending of an attempt that comes to a full queue: what Triton and the embedded server answer. */
const QUEUE_FULL: Ending = {
  outcome: "error",
  failure: "http-status",
  status: 503,
  message: "the queue of the simulated server is full",
};

/** The ending of an attempt that waited for longer than its queue lets it: UNAVAILABLE, as Triton answers. */
const EXPIRED: Ending = {
  outcome: "error",
  failure: "http-status",
  status: 503,
  message: "it waited too long in the queue of the simulated server",
};

/** The ending of an attempt that comes to a server that has failed. */
const UNREACHABLE: Ending = {
  outcome: "error",
  failure: "refused",
  status: 0,
  message: "the simulated replica was down",
};

/** The limits of a server's queue. */
export interface QueueLimits {
  /** Most requests that may wait; one more is refused at once. 0 = no limit. */
  readonly maxQueueSize: number;
  /** Whether a request whose client has gone away leaves the queue; else it is computed for nobody. */
  readonly dropsAbandoned: boolean;
}

/**
 * A queue with the instances that serve it: those of one replica, or, where all replicas share a central queue, of all. Groups
 * are formed by a batching rule; an instance that has been free for longest takes the next one.
 */
export class Server implements Occurrence, InstanceOwner {
  readonly waiting: Line;
  readonly tally: ServerTally;
  /** Requests that are in groups: computed, or waiting for an instance. */
  inGroups = 0;
  readonly #events: EventQueue;
  readonly #batcher: Batcher;
  readonly #limits: QueueLimits;
  readonly #retired: (instance: Instance) => void;
  readonly #idle: Instance[] = [];
  /** Instances that take no more groups when they have ended the one they have. */
  readonly #retiring = new Set<Instance>();
  #instances = 0;
  /** Groups that are formed, and wait for an instance. */
  readonly #ahead: Group[] = [];
  readonly #spare: Group[] = [];
  /** Whether requests reach it: a replica that failed refuses what is still on its way. */
  #isUp = true;
  #wakeMs = Number.POSITIVE_INFINITY;
  #stamp = 0;
  /** The wait for a free instance, where requests may wait too long; else null. */
  readonly #slotWait: SlotWait | null;

  /** @param retired called when an instance that was to serve no longer has ended its last group */
  constructor(
    events: EventQueue,
    batcher: Batcher,
    limits: QueueLimits,
    tally: ServerTally,
    retired: (instance: Instance) => void,
  ) {
    this.#retired = retired;
    this.#events = events;
    this.#batcher = batcher;
    this.#limits = limits;
    this.tally = tally;
    this.waiting = batcher.line?.() ?? new WaitingLine();
    this.#slotWait =
      this.waiting.rejectExpired === undefined ? null : new SlotWait(events, () => this.#lookAtTimeouts());
  }

  /** Requests that wait or are being computed. */
  get pending(): number {
    return this.waiting.length + this.inGroups;
  }

  /** An idle instance joins those that serve the queue. */
  join(instance: Instance): void {
    this.#isUp = true;
    this.#instances++;
    instance.freeSinceMs = this.#events.nowMs;
    this.#idle.push(instance);
    this.dispatch();
  }

  /** Lets an instance end what it computes, and gives it nothing more. */
  retire(instance: Instance): void {
    if (instance.group !== null) {
      this.#retiring.add(instance);
      return;
    }
    this.#takeOut(instance);
    this.#instances--;
    this.#retired(instance);
  }

  /** An instance leaves at once, whatever it computes. Returns the attempts that it breaks off. */
  leave(instance: Instance): readonly Attempt[] {
    // One that was retired has left already.
    if (instance.group !== null || this.#takeOut(instance)) this.#instances--;
    this.#retiring.delete(instance);
    const group = instance.drop();
    if (group === null) return [];
    this.inGroups -= group.requests;
    return [...group.attempts];
  }

  /** An idle instance stands still: it takes nothing until `wake`. */
  rest(instance: Instance): void {
    const at = this.#idle.indexOf(instance);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    instance.isResting = true;
  }

  /** An instance that stood still takes requests again. */
  wake(instance: Instance): void {
    if (!instance.isResting) return;
    instance.isResting = false;
    instance.freeSinceMs = this.#events.nowMs;
    this.#idle.push(instance);
    this.dispatch();
  }

  /** Goes down: takes out all that waits, in groups or not, and refuses what comes until an instance joins. */
  goDown(): readonly Attempt[] {
    this.#isUp = false;
    const all = this.#ahead.splice(0).flatMap((group) => [...group.attempts]);
    this.inGroups -= all.length;
    while (this.waiting.length > 0) all.push(this.waiting.shift());
    return all;
  }

  submit(attempt: Attempt): void {
    const { maxQueueSize, dropsAbandoned } = this.#limits;
    // Its client may have given it up on its way here.
    if (dropsAbandoned && attempt.isAbandoned) return;
    attempt.enqueuedMs = this.#events.nowMs;
    if (!this.#isUp) {
      attempt.carrier.ended(attempt, UNREACHABLE);
      return;
    }
    const isFull =
      (maxQueueSize > 0 && this.waiting.length >= maxQueueSize) || this.waiting.isFullFor?.(attempt) === true;
    if (isFull) {
      this.tally.refused++;
      attempt.carrier.ended(attempt, QUEUE_FULL);
      return;
    }
    this.waiting.push(attempt);
    this.dispatch();
  }

  /** Tells that the client of an attempt has given it up. */
  abandon(attempt: Attempt): void {
    if (this.#limits.dropsAbandoned && this.waiting.remove(attempt)) this.dispatch();
  }

  executed(instance: Instance, group: Group): void {
    this.inGroups -= group.requests;
    this.tally.add(group, instance.time, this.#events.nowMs);
    if (this.#retiring.size > 0 && this.#retiring.delete(instance)) {
      this.#instances--;
      this.#retired(instance);
    } else this.#idle.push(instance);
    // The instance takes its next group before the answers are out: they may bring requests, which come too late for it.
    this.dispatch();
    const { attempts } = group;
    for (let index = 0; index < attempts.length; index++) {
      const attempt = attempts[index] as Attempt;
      attempt.answerIndex = index;
      attempt.answersOf = attempts.length;
      attempt.carrier.ended(attempt, ANSWERED);
    }
    group.clear();
    this.#spare.push(group);
  }

  /** The time that a group may wait to grow is over. */
  happen(stamp: number): void {
    if (stamp !== this.#stamp) return;
    this.#wakeMs = Number.POSITIVE_INFINITY;
    this.dispatch();
  }

  /** Hands groups to idle instances, and forms others ahead, as far as the batching rule says. */
  dispatch(): void {
    this.#formGroups();
    if (this.#slotWait === null) return;
    if (this.#idle.length === 0 && this.waiting.length > 0) this.#slotWait.begin();
    else this.#slotWait.end();
    this.#refuseExpired();
  }

  #formGroups(): void {
    const { nowMs } = this.#events;
    while (this.#idle.length > 0 || this.#ahead.length < this.#batcher.groupsAhead * this.#instances) {
      const instance = this.#idle[0];
      const formed = instance === undefined ? undefined : this.#ahead.shift();
      if (instance !== undefined && formed !== undefined) {
        this.#idle.shift();
        if (this.#batcher.mergesAhead === true) this.#mergeInto(formed);
        instance.begin(formed);
        continue;
      }
      if (this.waiting.length === 0) return;
      const decision = this.#batcher.decide(this.waiting, nowMs, instance?.freeSinceMs ?? nowMs);
      if (decision.kind === "idle") return;
      if (decision.kind === "wait") {
        if (instance !== undefined || !this.#batcher.onlyCompleteAhead) this.#wakeAt(decision.untilMs);
        return;
      }
      if (instance === undefined && this.#batcher.onlyCompleteAhead && !decision.complete) return;
      const group = this.#take(decision.requests);
      if (instance === undefined) this.#ahead.push(group);
      else {
        this.#idle.shift();
        instance.begin(group);
      }
    }
  }

  /** No instance has been free for some time: what has waited too long is refused without one. */
  #lookAtTimeouts(): void {
    this.waiting.rejectExpired?.(this.#events.nowMs);
    this.#refuseExpired();
  }

  #refuseExpired(): void {
    for (const attempt of this.waiting.takeExpired?.() ?? []) {
      this.tally.refused++;
      attempt.carrier.ended(attempt, EXPIRED);
    }
  }

  /** Joins the next closed groups to one that is about to be computed, each as a whole, as long as they fit. */
  #mergeInto(group: Group): void {
    for (;;) {
      const next = this.#ahead[0];
      if (next === undefined || group.items + next.items > this.#batcher.maxBatch) return;
      this.#ahead.shift();
      for (const attempt of next.attempts) group.add(attempt);
      next.clear();
      this.#spare.push(next);
    }
  }

  /** Takes out an instance without a group; false where it has left already. */
  #takeOut(instance: Instance): boolean {
    const at = this.#idle.indexOf(instance);
    if (at >= 0) this.#idle.splice(at, 1);
    const wasResting = instance.isResting;
    instance.isResting = false;
    return at >= 0 || wasResting;
  }

  #take(requests: number): Group {
    const group = this.#spare.pop() ?? new Group();
    for (let taken = 0; taken < requests; taken++) group.add(this.waiting.shift());
    this.inGroups += requests;
    return group;
  }

  #wakeAt(atMs: number): void {
    if (atMs >= this.#wakeMs) return;
    this.#wakeMs = atMs;
    this.#events.schedule(Math.max(atMs, this.#events.nowMs), this, ++this.#stamp);
  }
}
