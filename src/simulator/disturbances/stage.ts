import type { EventQueue, Occurrence } from "../event-queue.ts";
import type { Fleet } from "../fleet.ts";
import type { Replica } from "../replica.ts";

/** A time for which a replica does not serve. Several may overlap: the replica serves again when the last is over. */
export interface Outage {
  readonly replica: Replica;
}

/** The fleet as disturbances see it: its clock, and what they can do to replicas. */
export class Stage {
  readonly #events: EventQueue;
  readonly #fleet: Fleet;
  readonly #measureFromMs: number;
  /** The outages of each replica that has any. */
  readonly #outages = new Map<Replica, Set<Outage>>();

  /** @param measureFromMs begin of the measured part on the virtual clock: specs count their moments from it */
  constructor(events: EventQueue, fleet: Fleet, measureFromMs: number) {
    this.#events = events;
    this.#fleet = fleet;
    this.#measureFromMs = measureFromMs;
  }

  /** The replicas that exist now: those that ended for good are not among them. */
  replicas(): readonly Replica[] {
    return this.#fleet.replicas.filter((replica) => !this.isGone(replica));
  }

  /** Whether a replica has ended for good. */
  isGone(replica: Replica): boolean {
    return replica.endsForGood;
  }

  /** The replica of a number from 1, or all of them where none is named. */
  chosen(number: number | undefined): readonly Replica[] {
    if (number === undefined) return this.replicas();
    const replica = this.#fleet.replicas[number - 1];
    return replica === undefined ? [] : [replica];
  }

  /** Lets something happen at a moment of the measured part, ms from its begin. */
  at(momentMs: number, act: () => void): void {
    this.#events.schedule(this.#measureFromMs + momentMs, new Act(act));
  }

  /** Lets something happen so much later, ms. */
  after(delayMs: number, act: () => void): void {
    this.#events.schedule(this.#events.nowMs + delayMs, new Act(act));
  }

  /** The virtual time, ms. */
  get nowMs(): number {
    return this.#events.nowMs;
  }

  /** Called with each replica that is gone for good from now on. */
  whenGone(act: (replica: Replica) => void): void {
    this.#fleet.whenGone(act);
  }

  /** Called with each replica that becomes ready from now on. */
  whenReady(act: (replica: Replica) => void): void {
    this.#fleet.whenReady(act);
  }

  /** Lets a replica stand still for so long, ms: what it computes goes on afterwards. */
  pause(replica: Replica, lengthMs: number): void {
    replica.pause(this.#events.nowMs + lengthMs);
    this.after(lengthMs, () => replica.goOn());
  }

  /** Takes a replica down at once: what it has fails. Null where it has ended for good, or is about to. */
  takeDown(replica: Replica): Outage | null {
    const outage = this.#begin(replica);
    if (outage !== null) this.#fleet.fail(replica);
    return outage;
  }

  /** Sends a replica nothing more; what it has it may end until its `takeDownFor`. Null as for `takeDown`. */
  drain(replica: Replica): Outage | null {
    const outage = this.#begin(replica);
    if (outage !== null && replica.state === "ready") this.#fleet.drain(replica);
    return outage;
  }

  /** Adds a replica that is to take the place of another one, and starts. */
  addInPlaceOf(replica: Replica): Replica {
    return this.#fleet.add(replica);
  }

  /** Lets a replica serve that was starting; one that has ended meanwhile does not. */
  makeReady(replica: Replica): void {
    if (replica.state === "starting") this.#fleet.makeReady(replica);
  }

  /** Sends a replica nothing more, for good: what it has it may end within its grace, ms. */
  endForGood(replica: Replica, graceMs: number): void {
    this.#fleet.endSlowly(replica);
    this.after(graceMs, () => {
      if (replica.state === "ending") this.#fleet.fail(replica);
    });
  }

  /** Lets something happen once: when a drained replica has ended what it had, or so much later, ms. */
  whenDrained(replica: Replica, graceMs: number, act: () => void): void {
    let isOver = false;
    const once = () => {
      if (isOver) return;
      isOver = true;
      replica.onGone = null;
      act();
    };
    // The fleet is in the middle of an answer when a replica has ended: what follows waits until that is done.
    if (replica.state === "ending") replica.onGone = () => this.after(0, once);
    this.after(replica.state === "ending" ? graceMs : 0, once);
  }

  /** The time of a drained replica is over: what it still has fails. */
  takeDownFor({ replica }: Outage): void {
    this.#fleet.fail(replica);
  }

  /** Ends an outage. The replica serves again where it was the last, and the outage took it down. */
  end(outage: Outage): void {
    const { replica } = outage;
    const outages = this.#outages.get(replica);
    outages?.delete(outage);
    if (outages === undefined || outages.size > 0) return;
    this.#outages.delete(replica);
    if (replica.state === "down") this.#fleet.makeReady(replica);
  }

  #begin(replica: Replica): Outage | null {
    const outages = this.#outages.get(replica);
    // A replica that somebody else ends is none of ours, and one that starts cannot fail before it serves.
    if (outages === undefined && replica.state !== "ready") return null;
    const outage = { replica };
    if (outages === undefined) this.#outages.set(replica, new Set([outage]));
    else outages.add(outage);
    return outage;
  }
}

class Act implements Occurrence {
  readonly #act: () => void;

  constructor(act: () => void) {
    this.#act = act;
  }

  happen(): void {
    this.#act();
  }
}
