import type { RunningAutoscaler, ScalingDecision } from "../../../src/simulator/autoscalers/autoscaler.ts";
import type { FleetReading, ReplicaReading } from "../../../src/simulator/autoscalers/fleet-reading.ts";
import { replica } from "./replicas.ts";

/** A demand of requests in flight, 0 ≤ t; constant between two moments that an autoscaler asks at. */
export type Demand = (atMs: number) => number;

export interface ColdStart {
  readonly pullMs: number;
  readonly loadMs: number;
}

/**
 * A fleet as simple as a hand can follow: its ready replicas share the demand equally, and what no replica takes waits
 * in front. All that a replica has counts as queued, it answers one request a second for each that it has, and it is
 * busy while it has something.
 */
class ToyFleet {
  readonly #coldStart: ColdStart;
  #replicas: ReplicaReading[];
  #nextId: number;
  #nowMs = 0;
  #waitingMs = 0;

  constructor(count: number, coldStart: ColdStart) {
    this.#coldStart = coldStart;
    this.#replicas = Array.from({ length: count }, (_, id) => replica(id));
    this.#nextId = count;
  }

  /** Goes on to a moment under a demand, and reads the fleet there. */
  read(nowMs: number, inFlight: number): FleetReading {
    const { pullMs, loadMs } = this.#coldStart;
    const passedMs = nowMs - this.#nowMs;
    this.#nowMs = nowMs;
    const isUp = ({ createdMs, isReady }: ReplicaReading) => isReady || createdMs + pullMs + loadMs <= nowMs;
    const up = this.#replicas.filter(isUp).length;
    const each = up === 0 ? 0 : inFlight / up;
    this.#replicas = this.#replicas.map((now) => {
      const isReady = isUp(now);
      const mine = isReady ? each : 0;
      return {
        ...now,
        startedMs:
          now.createdMs + pullMs <= nowMs || isReady ? (now.startedMs ?? now.createdMs + pullMs) : null,
        isReady,
        readyChangedMs: isReady && !now.isReady ? now.createdMs + pullMs + loadMs : now.readyChangedMs,
        inFlight: mine,
        queued: mine,
        inFlightMs: now.inFlightMs + mine * passedMs,
        arrived: now.arrived + (mine * passedMs) / 1000,
        answered: now.answered + (mine * passedMs) / 1000,
        busyMs: now.busyMs + (mine > 0 ? passedMs : 0),
      };
    });
    const waiting = up === 0 ? inFlight : 0;
    this.#waitingMs += waiting * passedMs;
    return { nowMs, replicas: this.#replicas, waiting, waitingMs: this.#waitingMs };
  }

  order(count: number): void {
    while (this.#replicas.length < count) {
      const createdMs = this.#nowMs;
      const id = this.#nextId++;
      this.#replicas.push(
        replica(id, { createdMs, startedMs: null, isReady: false, readyChangedMs: createdMs }),
      );
    }
    this.#replicas.length = Math.min(this.#replicas.length, count);
  }
}

/** Runs an autoscaler over a toy fleet up to a moment, and returns all that it decided. */
export function drive(
  running: RunningAutoscaler,
  initialReplicas: number,
  demand: Demand,
  untilMs: number,
  coldStart: ColdStart = { pullMs: 10_000, loadMs: 10_000 },
): ScalingDecision[] {
  const toy = new ToyFleet(initialReplicas, coldStart);
  const decisions: ScalingDecision[] = [];
  while (running.nextMs <= untilMs) {
    const { nextMs } = running;
    for (const decision of running.look(toy.read(nextMs, demand(nextMs)))) {
      decisions.push(decision);
      toy.order(decision.desired);
    }
  }
  return decisions;
}

/** The moments in s at which the order changed, with the order. */
export function orders(decisions: readonly ScalingDecision[]): [number, number][] {
  return decisions
    .filter(({ current, desired }) => current !== desired)
    .map(({ atMs, desired }) => [atMs / 1000, desired]);
}
