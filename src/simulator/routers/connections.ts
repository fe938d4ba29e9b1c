import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import type { Rng } from "../../core/rng.ts";
import type { ChooseEndpoint } from "../../scenario/balancing/balancing-rule.ts";
import { roundRobin } from "../../scenario/balancing/round-robin.ts";
import type { EventQueue } from "../event-queue.ts";
import type { Replica } from "../replica.ts";
import { random } from "./random.ts";
import { defineRouter, type Route } from "./router-kind.ts";

const DAY_MS = 86_400_000;
/** How far the ages of connections lie around the one that is asked for, as a share of it. */
const JITTER = 0.1;

const RULES = { random, "round-robin": roundRobin };

const options = z.strictObject({
  kind: z.literal("connections"),
  count: z.number().int().min(1).max(1e6).describe("connections that the clients hold"),
  by: z
    .enum(["random", "round-robin"])
    .default("random")
    .describe("how the replica of a connection is chosen when it is opened"),
  ageMs: z.number().positive().max(DAY_MS).optional().describe("age at which a connection is closed, ± 10 %"),
  requests: z.number().int().min(1).optional().describe("requests after which a connection is closed"),
});

/**
 * What balancers of layer 4 do: they bind each connection to a replica when it is opened, and what goes over it follows. So replicas
 * get unequal shares where connections are few, and a new one gets nothing but what is opened from then on. The bindings are those of
 * kube-proxy with iptables (kubernetes pkg/proxy/iptables/proxier.go: `-m statistic --mode random --probability 1/n`) and with IPVS
 * (pkg/proxy/ipvs/proxier.go: `defaultScheduler = "rr"`), and of a cluster of Envoy (api/envoy/config/cluster/v3/cluster.proto: `lb_policy` is
 * ROUND_ROBIN unless it says otherwise); each node and each worker thread of theirs goes round on its own, here one does so for all. Ages are those of gRPC's
 * MAX_CONNECTION_AGE, whose jitter is ± 10 % for each connection and lets outstanding requests end (grpc/proposal A9-server-side-conn-mgt.md); the number of
 * requests is Envoy's `max_requests_per_connection`, of its HTTP connections upstream. Each request goes over one of the connections, drawn at random, beside
 * those that are under way.
 */
export const connections = defineRouter({
  kind: "connections",
  title: "the one to which the connection of the request was opened",
  example: "connections:count=100,by=random,age=5m",
  options,
  first: "count",
  create: (asked) => ({
    words: wordsOf(asked),
    start: ({ events, rng }) => new ConnectionPool(asked, events, rng).route,
  }),
});

/** A connection of the clients; without a replica before it is first used. */
interface Connection {
  replica: Replica | null;
  openedMs: number;
  closesMs: number;
  /** Requests that may still be sent over it. */
  left: number;
}

class ConnectionPool {
  readonly #asked: z.output<typeof options>;
  readonly #events: EventQueue;
  readonly #rng: Rng;
  readonly #connections: readonly Connection[];
  #replicas: readonly Replica[] = [];
  /** Places of the replicas that get new requests. */
  #slots = new Map<Replica, number>();
  #chooseForNew: ChooseEndpoint = () => 0;

  constructor(asked: z.output<typeof options>, events: EventQueue, rng: Rng) {
    this.#asked = asked;
    this.#events = events;
    this.#rng = rng;
    this.#connections = Array.from({ length: asked.count }, () => ({
      replica: null,
      openedMs: 0,
      closesMs: 0,
      left: 0,
    }));
  }

  readonly route: Route = (replicas) => {
    this.#replicas = replicas;
    this.#slots = new Map(replicas.map((replica, slot) => [replica, slot]));
    this.#chooseForNew =
      replicas.length > 1 ? RULES[this.#asked.by].start(replicas.length, 0, this.#rng) : () => 0;
    return () => this.#choose();
  };

  #choose(): number {
    const connection = this.#connections[Math.floor(this.#rng() * this.#connections.length)] as Connection;
    const { replica } = connection;
    connection.left--;
    const slot = replica !== null && this.#isOpen(connection, replica) ? this.#slots.get(replica) : undefined;
    return slot ?? this.#open(connection);
  }

  /** A replica that ends, or fails, closes its connections, also where it serves again before they are used. */
  #isOpen({ openedMs, closesMs, left }: Connection, replica: Replica): boolean {
    const isSame = replica.state === "ready" && replica.readyChangedMs <= openedMs;
    return isSame && left >= 0 && this.#events.nowMs < closesMs;
  }

  /** Opens a connection to one of the replicas, and returns its place. */
  #open(connection: Connection): number {
    const { ageMs, requests } = this.#asked;
    const { nowMs } = this.#events;
    const slot = this.#chooseForNew([]);
    connection.replica = this.#replicas[slot] as Replica;
    connection.openedMs = nowMs;
    connection.closesMs =
      ageMs === undefined ? Number.POSITIVE_INFINITY : nowMs + ageMs * (1 + JITTER * (2 * this.#rng() - 1));
    connection.left = (requests ?? Number.POSITIVE_INFINITY) - 1;
    return slot;
  }
}

function wordsOf({ count, by, ageMs, requests }: z.output<typeof options>): string {
  const ends = [
    ...(ageMs === undefined ? [] : [`closed after ${formatSpan(ageMs)} ± 10 %`]),
    ...(requests === undefined ? [] : [`closed after ${plural(requests, "request")}`]),
  ];
  return [`${plural(count, "connection")}, each opened to one replica by ${by}`, ...ends].join(", ");
}
