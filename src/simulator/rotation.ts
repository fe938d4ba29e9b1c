import type { Attempt } from "./attempt.ts";
import type { Replica } from "./replica.ts";
import type { Choose, Route } from "./routers/router-kind.ts";

/** The replicas that get new requests, each in its slot, and how one of them is chosen for an attempt. */
export class Rotation {
  /** How a replica is chosen among those that there are; null where none is. */
  readonly #route: Route | null;
  readonly #replicas: Replica[] = [];
  /** Requests that each of them has to do, as its clients see it. */
  readonly #outstanding: number[] = [];
  #choose: Choose = () => 0;

  constructor(route: Route | null) {
    this.#route = route;
  }

  get size(): number {
    return this.#replicas.length;
  }

  /** Sends a replica new requests from now on; false where it got them already. */
  add(replica: Replica): boolean {
    if (replica.slot >= 0) return false;
    replica.slot = this.#replicas.push(replica) - 1;
    this.#outstanding[replica.slot] = replica.outstanding;
    this.#reroute();
    return true;
  }

  /** Sends a replica nothing more. */
  remove(replica: Replica): void {
    if (replica.slot < 0) return;
    this.#replicas.splice(replica.slot, 1);
    this.#outstanding.splice(replica.slot, 1);
    replica.slot = -1;
    for (const [slot, other] of this.#replicas.entries()) other.slot = slot;
    this.#reroute();
  }

  /** Chooses the replica of an attempt. There must be one. */
  choose(attempt: Attempt): Replica {
    return this.#replicas[this.#choose(this.#outstanding, attempt)] as Replica;
  }

  /** Takes note of what one of them has to do. */
  update(replica: Replica): void {
    this.#outstanding[replica.slot] = replica.outstanding;
  }

  #reroute(): void {
    if (this.#route !== null && this.#replicas.length > 0) this.#choose = this.#route(this.#replicas);
  }
}
