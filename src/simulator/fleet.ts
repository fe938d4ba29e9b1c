import { createRng } from "../core/rng.ts";
import type { Attempt, Carrier, Ending } from "./attempt.ts";
import type { FleetReading } from "./autoscalers/fleet-reading.ts";
import type { Batcher } from "./batchers/batcher.ts";
import type { Client, Entrance } from "./entrance.ts";
import type { EventQueue } from "./event-queue.ts";
import { FrontEnd, type FrontEndTimes } from "./front-end.ts";
import { type CheckedFleet, type HealthCheckPlan, HealthChecks } from "./health-checks.ts";
import { HeldRequests } from "./held-requests.ts";
import type { Instance } from "./instance.ts";
import { Network, type NetworkModel } from "./network.ts";
import { inPools, type Pool, poolAt } from "./pools/pool.ts";
import { Replica, type ReplicaPlan } from "./replica.ts";
import { Rotation } from "./rotation.ts";
import type { Router } from "./routers/router-kind.ts";
import { type QueueLimits, Server } from "./server.ts";
import type { ServerTally } from "./server-tally.ts";

/** The ending of an attempt for which no replica is ready. */
const NO_REPLICA: Ending = {
  outcome: "error",
  failure: "refused",
  status: 0,
  message: "no simulated replica was ready",
};

/** The ending of an attempt whose replica fails, or is ended, while it is there. */
const REPLICA_LOST: Ending = {
  outcome: "error",
  failure: "reset",
  status: 0,
  message: "the simulated replica failed",
};

/** The plan of a fleet: replicas behind a router, alike but for those in pools. */
export interface FleetPlan {
  readonly replica: ReplicaPlan;
  readonly batcher: Batcher;
  readonly limits: QueueLimits;
  readonly router: Router;
  /** The way between clients and replicas; null = everything arrives at once. */
  readonly network: NetworkModel | null;
  /** Whether requests wait in front of the fleet while no replica is ready; left out = they are refused. */
  readonly holdsRequests?: boolean;
  /** The thread of each replica that reads requests and writes answers; left out or null = that takes no time. */
  readonly frontEnd?: FrontEndTimes | null;
  /** Speeds of the replicas in turn; 1 = as the service model says. Without them all have it. */
  readonly speeds?: readonly number[];
  /** The first replicas, where they differ from the others. */
  readonly pools?: readonly Pool[];
  /** What serves in each pool, where it is another service or another software than elsewhere; left out or null = the same. */
  readonly poolServers?: readonly (PoolServer | null)[];
}

/** The way in which the replicas of a pool serve, and the way to them where the pool says none; null = that of the others. */
export type PoolServer = Pick<FleetPlan, "replica" | "batcher" | "limits"> & {
  readonly network?: NetworkModel | null;
};

/** Replicas behind a router: sends attempts to them over the network, and their endings back. */
export class Fleet implements Carrier, CheckedFleet, Entrance {
  readonly replicas: Replica[] = [];
  readonly #events: EventQueue;
  readonly #plan: FleetPlan;
  readonly #seed: number;
  readonly #client: Client;
  readonly #tally: ServerTally;
  readonly #network: Network;
  readonly #pools: readonly Pool[];
  /** The way to the replicas of each pool. */
  readonly #poolNetworks: readonly Network[];
  /** The queue of all replicas, where they share one. */
  readonly #central: Server | null;
  /** The attempts that wait in front of the fleet until a replica is ready. */
  readonly #held: HeldRequests;
  readonly #rotation: Rotation;
  /** What notices which replicas serve; null where the router knows at once. */
  #checks: HealthChecks | null = null;
  readonly #whenMore: (() => void)[] = [];
  readonly #whenReady: ((replica: Replica) => void)[] = [];
  readonly #whenGone: ((replica: Replica) => void)[] = [];

  constructor(events: EventQueue, plan: FleetPlan, seed: number, client: Client, tally: ServerTally) {
    this.#events = events;
    this.#plan = plan;
    this.#seed = seed;
    this.#client = client;
    this.#tally = tally;
    this.#network = new Network(events, plan.network, createRng(seed, "network"));
    const { pools = [] } = plan;
    this.#pools = pools;
    this.#poolNetworks = pools.map((pool, index) => {
      const network = pool.network ?? plan.poolServers?.[index]?.network ?? null;
      const stream = index === 0 ? "network of the pool" : `network of pool ${index + 1}`;
      return network === null ? this.#network : new Network(events, network, createRng(seed, stream));
    });
    const router = pools.length === 0 ? plan.router : inPools(plan.router, pools);
    const route = router.start?.({ events, rng: createRng(seed, "routes") }) ?? null;
    this.#rotation = new Rotation(route);
    this.#central = route === null ? this.#server(plan) : null;
    this.#held = new HeldRequests(events);
  }

  /**
   * Adds a replica, which is not ready yet. Each has draws of its own, whatever the others do.
   *
   * @param inPlaceOf the replica whose place it is to take, in a deploy with surge
   */
  add(inPlaceOf: Replica | null = null): Replica {
    const id = this.replicas.length;
    const place = inPlaceOf?.place ?? id;
    const index = poolAt(this.#pools, place);
    const pool = this.#pools[index];
    const own = this.#plan.poolServers?.[index] ?? this.#plan;
    const draw = own.replica.service.start(createRng(this.#seed, `service of replica ${id}`));
    const { speeds = [] } = this.#plan;
    const speed = (pool?.speed ?? 1) * (speeds[place % speeds.length] ?? 1);
    const server = this.#central ?? this.#server(own);
    const frontEnd = this.#frontEnd(server);
    const replica = new Replica(id, this.#events, server, own.replica, draw, speed, frontEnd);
    replica.inPlaceOf = inPlaceOf;
    replica.weight = pool?.weight ?? 1;
    this.replicas.push(replica);
    return replica;
  }

  /** Lets a replica serve, from now on. */
  makeReady(replica: Replica): void {
    replica.state = "ready";
    replica.startedMs ??= this.#events.nowMs;
    replica.setReady(true);
    for (const act of this.#whenReady) act(replica);
    for (const instance of replica.instances) replica.server.join(instance);
    if (this.#checks === null) this.sendTo(replica);
    else this.#checks.watch(replica);
  }

  /** Lets the router learn by checks which replicas serve, from now on. It knows those that serve now. */
  checkHealth(plan: HealthCheckPlan): void {
    this.#checks = new HealthChecks(this.#events, plan, this.#seed, this);
    for (const replica of this.replicas) this.#checks.watch(replica);
  }

  /** Called with each replica that becomes ready from now on, before it gets anything. */
  whenReady(act: (replica: Replica) => void): void {
    this.#whenReady.push(act);
  }

  /** Called with each replica that is gone for good from now on. */
  whenGone(act: (replica: Replica) => void): void {
    this.#whenGone.push(act);
  }

  /** Sends a replica nothing more; it ends for good when it has answered what it has. */
  endSlowly(replica: Replica): void {
    replica.endsForGood = true;
    if (replica.state === "ready") this.drain(replica);
    else if (replica.state !== "ending") {
      this.sendNoMoreTo(replica);
      this.#remove(replica);
    }
  }

  /** Sends a ready replica nothing more; it is down when it has answered what it has, and can be made ready again. */
  drain(replica: Replica): void {
    replica.state = "ending";
    this.sendNoMoreTo(replica);
    if (this.#central === null) this.#expect(replica, 0);
    else {
      for (const instance of replica.instances) this.#central.retire(instance);
    }
  }

  /** Takes a replica away at once: what it has fails. It can be made ready again. */
  fail(replica: Replica): void {
    if (this.#checks === null || replica.endsForGood) this.sendNoMoreTo(replica);
    replica.state = replica.endsForGood ? "gone" : "down";
    replica.setReady(false);
    replica.onGone = null;
    replica.endPause();
    const broken = replica.instances.flatMap((instance) => replica.server.leave(instance));
    const waiting = this.#central === null ? replica.server.goDown() : [];
    const unread = replica.frontEnd?.goDown() ?? [];
    for (const attempt of [...broken, ...waiting, ...unread]) this.ended(attempt, REPLICA_LOST);
    if (replica.endsForGood) this.#tellGone(replica);
  }

  /** Replicas that get new requests. */
  get size(): number {
    return this.#rotation.size;
  }

  /** Called when there are more replicas that get new requests. */
  whenMore(act: () => void): void {
    this.#whenMore.push(act);
  }

  send(attempt: Attempt): void {
    attempt.carrier = this;
    if (this.#central !== null) {
      attempt.server = this.#central;
    } else if (this.#rotation.size === 0 && this.#plan.holdsRequests === true) {
      this.#held.add(attempt);
      return;
    } else if (this.#rotation.size === 0) {
      attempt.ending = NO_REPLICA;
    } else {
      const replica = this.#rotation.choose(attempt);
      attempt.replica = replica.id;
      attempt.server = replica.entrance;
      replica.arrived++;
      this.#expect(replica, 1);
    }
    this.#wayOf(attempt).carry(attempt, attempt.call.bytes);
  }

  /** The client has given up an attempt. */
  abandon(attempt: Attempt): void {
    attempt.isAbandoned = true;
    if (this.#held.remove(attempt)) return;
    const replica = this.#replicaOf(attempt);
    if (replica !== undefined && this.#central === null) this.#expect(replica, -1);
    attempt.server?.abandon(attempt);
  }

  ended(attempt: Attempt, ending: Ending): void {
    attempt.ending = ending;
    const replica = this.#replicaOf(attempt);
    if (replica?.frontEnd != null && isServing(replica)) replica.frontEnd.submit(attempt);
    else this.#sendBack(attempt);
  }

  /** The answer of an attempt, or the news that there is none, goes to its client. */
  #sendBack(attempt: Attempt): void {
    const outstanding = this.#central?.pending ?? this.#replicaOf(attempt)?.outstanding ?? 0;
    const { call, answersOf, answerIndex } = attempt;
    this.#wayOf(attempt).carry(attempt, call.bytes, answersOf, answerIndex, outstanding);
  }

  returned(attempt: Attempt, ending: Ending): void {
    const replica = this.#replicaOf(attempt);
    if (replica !== undefined) {
      replica.answered++;
      if (!attempt.isAbandoned && this.#central === null) this.#expect(replica, -1);
    }
    if (!attempt.isAbandoned) this.#client.ended(attempt, ending);
  }

  /** What an autoscaler reads of it now. */
  reading(): FleetReading {
    const existing = this.replicas.filter(({ state }) => state !== "gone");
    return {
      nowMs: this.#events.nowMs,
      replicas: existing.map((replica) => replica.reading()),
      ...this.#held.reading(),
    };
  }

  #frontEnd(server: Server): FrontEnd | null {
    const { frontEnd } = this.#plan;
    if (!frontEnd || this.#central !== null) return null;
    return new FrontEnd(this.#events, frontEnd, server, (attempt) => this.#sendBack(attempt));
  }

  /** The replica that an attempt was sent to; undefined for none. The check comes first: to read behind the ends of a list is slow. */
  #replicaOf({ replica }: Attempt): Replica | undefined {
    return replica < 0 ? undefined : this.replicas[replica];
  }

  #wayOf(attempt: Attempt): Network {
    if (this.#pools.length === 0) return this.#network;
    const replica = this.#replicaOf(attempt);
    const index = replica === undefined ? -1 : poolAt(this.#pools, replica.place);
    return index < 0 ? this.#network : (this.#poolNetworks[index] as Network);
  }

  #server({ batcher, limits }: PoolServer): Server {
    const retired = (instance: Instance) => {
      const replica = this.replicas[instance.replica];
      if (replica?.state === "ending" && replica.instances.every(({ group }) => group === null))
        this.#remove(replica);
    };
    return new Server(this.#events, batcher, limits, this.#tally, retired);
  }

  /** Counts what a replica has to do, as its clients see it. */
  #expect(replica: Replica, change: number): void {
    replica.expect(change);
    if (replica.slot >= 0) this.#rotation.update(replica);
    else if (replica.state === "ending" && replica.outstanding === 0) this.#remove(replica);
  }

  #remove(replica: Replica): void {
    replica.state = replica.endsForGood ? "gone" : "down";
    replica.setReady(false);
    replica.onGone?.();
    if (replica.endsForGood) this.#tellGone(replica);
  }

  #tellGone(replica: Replica): void {
    for (const act of this.#whenGone) act(replica);
  }

  sendTo(replica: Replica): void {
    if (!this.#rotation.add(replica)) return;
    for (const attempt of this.#held.release()) this.send(attempt);
    for (const act of this.#whenMore) act();
  }

  sendNoMoreTo(replica: Replica): void {
    this.#rotation.remove(replica);
  }
}

/** Whether a replica still answers: one that failed, or is not there yet, writes nothing. */
const isServing = ({ state }: Replica): boolean => state === "ready" || state === "ending";
