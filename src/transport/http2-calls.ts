import { WireError } from "../wire/wire-error.ts";
import type { Http2Call } from "./http2-call.ts";

const MAX_STREAM_ID = 0x7fffffff;

/** The calls of one connection: those that have a stream, and those that wait for one. */
export class Http2Calls<Exchange> {
  /** The most calls that may have a stream at once; 0 until the server's settings have arrived. */
  limit = 0;
  /** Calls that wait until the connection is open, or until the server accepts another request. */
  readonly #waiting = new Set<Http2Call<Exchange>>();
  readonly #streams = new Map<number, Http2Call<Exchange>>();
  #nextId = 1;

  get size(): number {
    return this.#waiting.size + this.#streams.size;
  }

  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  /** True once every number of a stream was used. */
  get areUsedUp(): boolean {
    return this.#nextId > MAX_STREAM_ID;
  }

  /** The calls with a stream, and behind them those without, each in the order in which they came. */
  all(): Http2Call<Exchange>[] {
    return [...this.#streams.values(), ...this.#waiting];
  }

  add(call: Http2Call<Exchange>): void {
    this.#waiting.add(call);
  }

  /** Gives streams to calls that wait, as far as the limit allows, and hands each to `onStart`. */
  start(onStart: (call: Http2Call<Exchange>) => void): void {
    for (const call of this.#waiting) {
      if (this.#streams.size >= this.limit) break;
      this.#waiting.delete(call);
      call.id = this.#nextId;
      this.#nextId += 2;
      this.#streams.set(call.id, call);
      onStart(call);
    }
  }

  /** The call of a stream; undefined when the call has ended. @throws WireError for a stream that was never opened */
  of(streamId: number): Http2Call<Exchange> | undefined {
    const call = this.#streams.get(streamId);
    if (call === undefined && (streamId % 2 === 0 || streamId >= this.#nextId))
      throw new WireError(`a frame came for stream ${streamId}, which does not exist`);
    return call;
  }

  /** Takes a call out. Returns whether it had a stream. */
  remove(call: Http2Call<Exchange>): boolean {
    this.#waiting.delete(call);
    return this.#streams.delete(call.id);
  }

  /** Drops what was read of all bodies, and every call. */
  clear(): void {
    for (const call of this.#streams.values()) call.dropBody();
    this.#streams.clear();
    this.#waiting.clear();
  }
}
