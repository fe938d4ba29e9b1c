import type { Attempt } from "../attempt.ts";
import type { Client, Entrance } from "../entrance.ts";
import type { EventQueue } from "../event-queue.ts";
import type { Fleet } from "../fleet.ts";
import type { RoutedReplicas, RunningGateway } from "./gateway.ts";
import { GatewayTally } from "./gateway-tally.ts";
import { type GatewayChoice, startGateway } from "./index.ts";

/** The gateways before a fleet, one behind another: the first is the one that clients send to. */
export class Gateways {
  /** What became of the attempts at each of them. */
  readonly tallies: readonly GatewayTally[];
  /** The last of them, to which the fleet tells how attempts ended; the clients where there is none. */
  readonly last: Client;
  readonly #running: RunningGateway[] = [];
  /** The ways from each of them to what stands behind it. */
  readonly #passages: Passage[] = [];
  readonly #whenMore: (() => void)[] = [];
  #fleet: Fleet | null = null;

  constructor(choices: readonly GatewayChoice[], events: EventQueue, client: Client) {
    const replicas: RoutedReplicas = {
      count: () => this.#fleet?.size ?? 0,
      whenMore: (act) => this.#whenMore.push(act),
    };
    this.tallies = choices.map(() => new GatewayTally());
    let sender = client;
    for (const [index, choice] of choices.entries()) {
      const next = new Passage();
      const tally = this.tallies[index] as GatewayTally;
      const gateway = startGateway(choice, { events, sender, next, replicas, tally });
      this.#running.push(gateway);
      this.#passages.push(next);
      sender = gateway;
    }
    this.last = sender;
  }

  /** Puts them before a fleet. Returns where clients send to. */
  standBefore(fleet: Fleet): Entrance {
    this.#fleet = fleet;
    for (const act of this.#whenMore) fleet.whenMore(act);
    for (const [index, passage] of this.#passages.entries()) passage.to = this.#running[index + 1] ?? fleet;
    return this.#running[0] ?? fleet;
  }

  /** Attempts that wait in them for a replica, and the integral of their number over time, request·ms. */
  reading(): { readonly waiting: number; readonly waitingMs: number } {
    let [waiting, waitingMs] = [0, 0];
    for (const gateway of this.#running) {
      const own = gateway.reading?.();
      waiting += own?.waiting ?? 0;
      waitingMs += own?.waitingMs ?? 0;
    }
    return { waiting, waitingMs };
  }
}

/** The way to something that is made later. */
class Passage implements Entrance {
  to: Entrance | null = null;

  send(attempt: Attempt): void {
    this.to?.send(attempt);
  }

  abandon(attempt: Attempt): void {
    this.to?.abandon(attempt);
  }
}
