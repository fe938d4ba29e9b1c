import type { RequestSource } from "../scenario/request-source.ts";
import type { Ending } from "./attempt.ts";
import { type Caller, type ClientPlan, type OnSend, SimulatedClient } from "./client.ts";
import { type DisturbanceChoice, startDisturbances } from "./disturbances/index.ts";
import { Stage } from "./disturbances/stage.ts";
import type { Entrance } from "./entrance.ts";
import { EventQueue } from "./event-queue.ts";
import { Fleet, type FleetPlan } from "./fleet.ts";
import { Gateways } from "./gateways/gateways.ts";
import type { GatewayChoice } from "./gateways/index.ts";
import type { HealthCheckPlan } from "./health-checks.ts";
import { InsistentClient } from "./insistent-client.ts";
import type { OnSample } from "./sample-teller.ts";
import { Scaling, type ScalingPlan } from "./scaling.ts";
import { ServerTally } from "./server-tally.ts";
import { SpotMachines } from "./spot/spot-machines.ts";
import type { SpotPlan } from "./spot/spot-plan.ts";
import { SpotTally } from "./spot/spot-tally.ts";

const CANCELLED: Ending = { outcome: "cancelled", failure: "none", status: 0, message: "" };

/** Everything that determines a simulation but its requests: the same plan and source give the same samples to the byte. */
export interface SimulationPlan {
  readonly seed: number;
  /** Replicas that are ready when the schedule begins. */
  readonly replicas: number;
  readonly fleet: FleetPlan;
  /** How the number of replicas changes; left out or null = it does not. */
  readonly scaling?: ScalingPlan | null;
  /** How the router notices which replicas serve; left out or null = it knows at once. */
  readonly healthCheck?: HealthCheckPlan | null;
  /** What stands before the fleet, from the clients on. */
  readonly gateways?: readonly GatewayChoice[];
  readonly clients: ClientPlan;
  /** The measured part on the virtual clock: the servers' statistics are of it. */
  readonly measureFromMs: number;
  readonly measureMs: number;
  /** What happens to the fleet beside its traffic. */
  readonly disturbances?: readonly DisturbanceChoice[];
  /** Which replicas are spot machines, and how they come and go; left out or null = none is. */
  readonly spot?: SpotPlan | null;
}

/**
 * A fleet under the requests of a source, on a virtual clock: discrete events, no threads, no time of the machine. Of things that
 * happen at the same moment, the fleet's come first, then timeouts, then new requests.
 */
export class Simulation {
  readonly events = new EventQueue();
  readonly fleet: Fleet;
  readonly tally: ServerTally;
  /** What scales the fleet; null where nothing does. */
  readonly scaling: Scaling | null;
  /** Clients that send requests again; null where none does. */
  readonly insistent: InsistentClient | null;
  readonly gateways: Gateways;
  /** What becomes of the spot machines; null where there are none. */
  readonly spot: SpotTally | null;
  readonly #client: Caller;
  /** The first gateway, or the fleet: clients send to it. */
  readonly #entrance: Entrance;
  readonly #source: RequestSource;
  #isStopped = false;

  constructor(plan: SimulationPlan, source: RequestSource, onSample: OnSample, onSend: OnSend = () => {}) {
    this.#source = source;
    const untilMs = plan.measureFromMs + plan.measureMs;
    this.tally = new ServerTally(plan.measureFromMs, untilMs);
    this.spot = plan.spot ? new SpotTally(plan.measureFromMs, untilMs) : null;
    const clients = toldTo(this.spot, plan.clients);
    const isInsistent = (plan.clients.retries ?? plan.clients.hedge ?? null) !== null;
    this.insistent = isInsistent
      ? new InsistentClient(this.events, clients, source, onSample, onSend, plan.seed)
      : null;
    const { events, insistent } = this;
    this.#client = insistent ?? new SimulatedClient(events, clients, source, onSample, onSend);
    this.gateways = new Gateways(plan.gateways ?? [], events, this.#client);
    this.fleet = new Fleet(this.events, plan.fleet, plan.seed, this.gateways.last, this.tally);
    this.#entrance = this.gateways.standBefore(this.fleet);
    for (let added = 0; added < plan.replicas; added++) this.fleet.makeReady(this.fleet.add());
    const stage = new Stage(this.events, this.fleet, plan.measureFromMs);
    // What is not there at the begin, the router never knew.
    if (plan.spot && this.spot !== null) new SpotMachines(plan.spot, stage, this.spot, plan.seed);
    if (plan.healthCheck) this.fleet.checkHealth(plan.healthCheck);
    this.scaling = plan.scaling
      ? new Scaling(this.events, this.fleet, plan.scaling, plan.seed, this.gateways)
      : null;
    startDisturbances(plan.disturbances ?? [], stage, plan.seed);
  }

  get inFlight(): number {
    return this.#client.inFlight;
  }

  /** Most requests in flight at once since this was last asked. */
  takePeakInFlight(): number {
    const peak = this.#client.peakInFlight;
    this.#client.peakInFlight = this.#client.inFlight;
    return peak;
  }

  /** Goes on to a moment, ms; false when everything was over before it. */
  advance(untilMs: number): boolean {
    const { events } = this;
    for (;;) {
      const dueMs = this.#isStopped ? Number.POSITIVE_INFINITY : this.#source.dueMs;
      if (dueMs === Number.POSITIVE_INFINITY && this.#client.inFlight === 0) return false;
      const timeoutMs = this.#client.nextTimeoutMs;
      const nextMs = Math.min(events.nextMs, timeoutMs, dueMs);
      if (nextMs >= untilMs) {
        events.nowMs = untilMs;
        return true;
      }
      if (events.nextMs === nextMs) events.step();
      else {
        events.nowMs = nextMs;
        if (timeoutMs === nextMs) this.#client.timeOut(this.#entrance);
        else this.#client.issue(this.#source.take(), this.#entrance);
      }
    }
  }

  /** Breaks the simulation off: what is under way is cancelled. */
  stop(): void {
    this.#isStopped = true;
    this.#client.cancel(CANCELLED);
  }
}

/** The clients, whose requests are told to the tally of spot machines as well. */
function toldTo(spot: SpotTally | null, clients: ClientPlan): ClientPlan {
  if (spot === null) return clients;
  return {
    ...clients,
    onEnded: (call, ending, nowMs) => {
      spot.add(call, ending, nowMs);
      clients.onEnded?.(call, ending, nowMs);
    },
  };
}
