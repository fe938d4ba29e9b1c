import type { NetworkAddress } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import { Http1Reader, HttpProtocolError } from "../wire/http/http1-reader.ts";
import type { BodyBudget } from "../wire/http/kept-body.ts";
import { cutShort, unreadable } from "./failure.ts";
import { Line } from "./line.ts";
import { crossedClose } from "./unprocessed.ts";

/** The callbacks of a connection. Exactly one of `onResponse` and `onFailure` follows each `send`. */
export interface ConnectionOwner {
  /** The budget of the bodies that are kept. */
  readonly budget: BodyBudget;
  /** Called when bytes of the answer have arrived. */
  onBytes(connection: Http1Connection): void;
  /** Receives each part of the body of a 2xx answer; without this callback `onResponse` gets the whole body. */
  onPart?(connection: Http1Connection, part: Uint8Array): void;
  onResponse(connection: Http1Connection, response: HttpResponse): void;
  /** Called when the connection stands, its TLS handshake included. */
  onOpen?(connection: Http1Connection): void;
  /** Called when bytes came that no request had asked for; `onFailure` follows unless the connection was closing. */
  onUnrequested?(connection: Http1Connection): void;
  /** Called when the request in flight fails, or an idle connection is lost. The connection is closed: drop it. */
  onFailure(connection: Http1Connection, code: FailureCode, message: string): void;
}

const UNREQUESTED = "the server sent bytes that no request asked for";

/** One keep-alive connection that carries one request at a time. */
export class Http1Connection {
  /** True while a request is in flight on this connection. */
  busy = false;
  closed = false;
  /** True once the server has answered a request on this connection. */
  answered = false;
  /** True when the request in flight was lost to a close that crossed it on the way: see `crossedClose`. */
  unprocessed = false;

  #wasIdle = false;
  #heard = false;
  /** True when the request that was sent last has its answer. */
  #delivered = false;
  #sawUnrequested = false;
  #writtenAtMs = 0;
  readonly #line: Line;
  readonly #owner: ConnectionOwner;
  readonly #reader: Http1Reader;
  readonly #ready: Promise<void>;
  #resolveReady = () => {};

  constructor(address: NetworkAddress, owner: ConnectionOwner) {
    this.#owner = owner;
    const onPart =
      owner.onPart === undefined ? {} : { onPart: (part: Uint8Array) => owner.onPart?.(this, part) };
    this.#reader = new Http1Reader((response) => this.#deliver(response), {
      budget: owner.budget,
      ...onPart,
    });
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.#line = new Line(address, "http/1.1", {
      onOpen: () => {
        this.#owner.onOpen?.(this);
        this.#resolveReady();
      },
      onData: (chunk) => this.#receive(chunk),
      onEnd: () => this.#ended(),
      onError: (code, message) => this.#fail(code, message),
      onClose: () => this.#cutShort(),
    });
  }

  /** True once the connection has stood, its TLS handshake included. */
  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  /** Resolves when the connection is open or has failed. It never rejects: `onFailure` reports a failure. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** Writes a whole request. Bytes that are written before the connection is open are sent once it is. */
  send(request: Uint8Array): void {
    this.busy = true;
    this.#wasIdle = this.#line.isOpen;
    this.#heard = false;
    this.#delivered = false;
    this.#writtenAtMs = performance.now();
    this.#line.write(request);
  }

  /** True once a byte of the answer to the last request has arrived. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Closes the connection at once, without calling the owner. */
  abort(): void {
    this.closed = true;
    this.busy = false;
    this.#line.destroy();
    this.#reader.drop();
    this.#resolveReady();
  }

  #receive(chunk: Uint8Array): void {
    if (!this.busy) {
      this.#refuseUnrequested();
      return;
    }
    this.#heard = true;
    this.#owner.onBytes(this);
    this.#read(chunk);
    // What follows the answer in the same chunk must not be taken for the answer to the next request.
    if (this.#delivered && !this.#reader.idle) this.#refuseUnrequested();
  }

  #refuseUnrequested(): void {
    if (!this.#sawUnrequested) this.#owner.onUnrequested?.(this);
    this.#sawUnrequested = true;
    this.#fail("protocol", UNREQUESTED);
  }

  #read(chunk: Uint8Array): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (this.#delivered) {
        this.#refuseUnrequested();
        return;
      }
      const { code, message } = unreadable(error);
      this.#fail(code, message);
    }
  }

  #ended(): void {
    try {
      this.#reader.end();
    } catch (error) {
      const { code, message } = unreadable(error);
      this.#fail(error instanceof HttpProtocolError ? "closed" : code, message);
    }
    this.#cutShort();
  }

  #cutShort(): void {
    const { code, message } = cutShort(this.#line.peer);
    this.#fail(code, message);
  }

  #deliver(response: HttpResponse): void {
    if (!this.busy) throw new HttpProtocolError("two responses to one request");
    this.busy = false;
    this.#delivered = true;
    this.answered = true;
    if (!response.keepAlive) {
      this.closed = true;
      this.#line.destroy();
    }
    this.#owner.onResponse(this, response);
  }

  #fail(code: FailureCode, message: string): void {
    if (this.closed) return;
    this.closed = true;
    this.#line.destroy();
    this.#reader.drop();
    this.unprocessed = this.busy && this.#wasIdle && !this.#heard && crossedClose(code, this.#writtenAtMs);
    this.#owner.onFailure(this, code, message);
    this.busy = false;
    this.#resolveReady();
  }
}
