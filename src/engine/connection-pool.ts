import type { Address } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import { type ConnectionOwner, Http1Connection } from "../transport/http1-connection.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";

/** What the pool tells about the request in flight in a slot. */
export interface PoolOwner<Slot> {
  onFirstByte(slot: Slot): void;
  onResponse(slot: Slot, response: HttpResponse): void;
  onFailure(slot: Slot, code: FailureCode, message: string): void;
}

/**
 * Keep-alive connections, each with a slot for its request in flight. The most recently used idle connection
 * goes first, so that the server closes only those that nobody needs. There is always one to take: the owner
 * limits what is in flight.
 */
export class ConnectionPool<Slot extends { readonly connection: Http1Connection }> {
  readonly #address: Address;
  readonly #owner: PoolOwner<Slot>;
  readonly #createSlot: (connection: Http1Connection) => Slot;
  readonly #idle: Slot[] = [];
  readonly #busy = new Map<Http1Connection, Slot>();

  constructor(address: Address, owner: PoolOwner<Slot>, createSlot: (connection: Http1Connection) => Slot) {
    this.#address = address;
    this.#owner = owner;
    this.#createSlot = createSlot;
  }

  get busyCount(): number {
    return this.#busy.size;
  }

  /** Opens `count` connections and waits for them; one that fails is simply not there. */
  async warm(count: number): Promise<void> {
    const slots = Array.from({ length: count }, () => this.#open());
    await Promise.all(slots.map((slot) => slot.connection.ready()));
    for (const slot of slots) if (!slot.connection.closed) this.#idle.push(slot);
  }

  /** An idle connection, or a new one, marked busy. */
  take(): Slot {
    let slot = this.#idle.pop();
    while (slot?.connection.closed) slot = this.#idle.pop();
    slot ??= this.#open();
    this.#busy.set(slot.connection, slot);
    return slot;
  }

  /** Closes the connection of a slot whose request is given up. */
  drop(slot: Slot): void {
    this.#busy.delete(slot.connection);
    slot.connection.destroy();
  }

  /** Slots with a request in flight; safe to drop from while walking. */
  inFlight(): Slot[] {
    return [...this.#busy.values()];
  }

  close(): void {
    for (const slot of [...this.#idle, ...this.#busy.values()]) slot.connection.destroy();
    this.#idle.length = 0;
    this.#busy.clear();
  }

  #open(): Slot {
    const owner: ConnectionOwner = {
      onFirstByte: () => this.#owner.onFirstByte(slot),
      onResponse: (connection, response) => {
        this.#busy.delete(connection);
        if (!connection.closed) this.#idle.push(slot);
        this.#owner.onResponse(slot, response);
      },
      onFailure: (connection, code, message) => {
        // Without a request in flight, a close is the server's right: the slot is skipped when its turn comes.
        if (this.#busy.delete(connection)) this.#owner.onFailure(slot, code, message);
      },
    };
    const slot = this.#createSlot(new Http1Connection(this.#address, owner));
    return slot;
  }
}
