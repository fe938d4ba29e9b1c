import type { NetworkAddress } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import { Http1Reader, HttpProtocolError } from "../wire/http/http1-reader.ts";
import { CUT_SHORT, unreadable } from "./failure.ts";
import { Line } from "./line.ts";

/** The callbacks of a connection. Exactly one of `onResponse` and `onFailure` follows each `send`. */
export interface ConnectionOwner {
  /** Called when bytes of the answer have arrived. */
  onBytes(connection: Http1Connection): void;
  /** Receives each part of the body of a 2xx answer; without this callback `onResponse` gets the whole body. */
  onPart?(connection: Http1Connection, part: Uint8Array): void;
  onResponse(connection: Http1Connection, response: HttpResponse): void;
  /** Called when the request in flight fails, or an idle connection is lost. The connection is closed: drop it. */
  onFailure(connection: Http1Connection, code: FailureCode, message: string): void;
}

const UNREQUESTED = "the server sent bytes that no request asked for";

/** One keep-alive connection that carries one request at a time. */
export class Http1Connection {
  /** True while a request is in flight on this connection. */
  busy = false;
  closed = false;

  readonly #line: Line;
  readonly #owner: ConnectionOwner;
  readonly #reader: Http1Reader;
  readonly #ready: Promise<void>;
  #resolveReady = () => {};

  constructor(address: NetworkAddress, owner: ConnectionOwner) {
    this.#owner = owner;
    const onPart =
      owner.onPart === undefined ? {} : { onPart: (part: Uint8Array) => owner.onPart?.(this, part) };
    this.#reader = new Http1Reader((response) => this.#deliver(response), onPart);
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.#line = new Line(address, "http/1.1", {
      onOpen: () => this.#resolveReady(),
      onData: (chunk) => this.#receive(chunk),
      onEnd: () => this.#ended(),
      onError: (code, message) => this.#fail(code, message),
      onClose: () => this.#fail(CUT_SHORT.code, CUT_SHORT.message),
    });
  }

  /** Resolves when the connection is open or has failed. It never rejects: `onFailure` reports a failure. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** Writes a whole request. Bytes that are written before the connection is open are sent once it is. */
  send(request: Uint8Array): void {
    this.busy = true;
    this.#line.write(request);
  }

  /** Closes the connection at once, without calling the owner. */
  abort(): void {
    this.closed = true;
    this.busy = false;
    this.#line.destroy();
    this.#resolveReady();
  }

  #receive(chunk: Uint8Array): void {
    if (!this.busy) {
      this.#fail("protocol", UNREQUESTED);
      return;
    }
    this.#owner.onBytes(this);
    this.#read(chunk);
    // What follows the answer in the same chunk must not be taken for the answer to the next request.
    if (!this.busy && !this.#reader.idle) this.#fail("protocol", UNREQUESTED);
  }

  #read(chunk: Uint8Array): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
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
    this.#fail(CUT_SHORT.code, CUT_SHORT.message);
  }

  #deliver(response: HttpResponse): void {
    if (!this.busy) throw new HttpProtocolError("two responses to one request");
    this.busy = false;
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
    this.#owner.onFailure(this, code, message);
    this.busy = false;
    this.#resolveReady();
  }
}
