import { connect, type Socket } from "node:net";
import type { Address } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import { Http1Reader, HttpProtocolError, type HttpResponse } from "../wire/http1-reader.ts";

/** What a connection tells its owner. Exactly one of `onResponse` and `onFailure` follows each `send`. */
export interface ConnectionOwner {
  onFirstByte(connection: Http1Connection): void;
  onResponse(connection: Http1Connection, response: HttpResponse): void;
  /** The request in flight, if there is one, failed. The connection is closed and must be dropped. */
  onFailure(connection: Http1Connection, code: FailureCode, message: string): void;
}

const UNASKED = "the server sent bytes that no request asked for";

/** One keep-alive connection that carries one request at a time. */
export class Http1Connection {
  /** A request is on its way. */
  busy = false;
  closed = false;
  /** Slot of the owner for the request in flight. */
  ticket = 0;

  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #reader: Http1Reader;
  #connected = false;
  #sawFirstByte = false;

  constructor(address: Address, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#reader = new Http1Reader((response) => this.#deliver(response));
    this.#socket = connect({ host: address.hostname, port: address.port, noDelay: true });
    this.#socket.on("connect", () => {
      this.#connected = true;
    });
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    this.#socket.on("end", () => this.#ended());
    this.#socket.on("error", (error: NodeJS.ErrnoException) =>
      this.#fail(failureOf(error, this.#connected), error.message),
    );
    this.#socket.on("close", () =>
      this.#fail("closed", "the server closed the connection before it answered"),
    );
  }

  /** Resolves when the connection stands; rejects never: a failure reaches the owner. */
  ready(): Promise<void> {
    if (this.#connected || this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once("connect", resolve);
      this.#socket.once("close", () => resolve());
    });
  }

  /** Writes a whole request; while the connection is still being made, the bytes wait for it. */
  send(request: Uint8Array): void {
    this.busy = true;
    this.#sawFirstByte = false;
    this.#socket.write(request);
  }

  /** Closes at once, without a word to the owner. */
  destroy(): void {
    this.closed = true;
    this.busy = false;
    this.#socket.destroy();
  }

  #receive(chunk: Uint8Array): void {
    if (!this.busy) {
      this.#fail("protocol", UNASKED);
      return;
    }
    if (!this.#sawFirstByte) {
      this.#sawFirstByte = true;
      this.#owner.onFirstByte(this);
    }
    this.#guard(() => this.#reader.push(chunk), "protocol");
    // What follows the answer in the same chunk must not be taken for the answer to the next request.
    if (!this.busy && !this.#reader.idle) this.#fail("protocol", UNASKED);
  }

  #ended(): void {
    this.#guard(() => this.#reader.end(), "closed");
    this.#fail("closed", "the server closed the connection before it answered");
  }

  #guard(read: () => void, code: FailureCode): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof HttpProtocolError)) throw error;
      this.#fail(code, error.message);
    }
  }

  #deliver(response: HttpResponse): void {
    if (!this.busy) throw new HttpProtocolError("two responses to one request");
    this.busy = false;
    if (!response.keepAlive) {
      this.closed = true;
      this.#socket.destroy();
    }
    this.#owner.onResponse(this, response);
  }

  #fail(code: FailureCode, message: string): void {
    if (this.closed) return;
    this.closed = true;
    this.#socket.destroy();
    this.#owner.onFailure(this, code, message);
    this.busy = false;
  }
}

function failureOf(error: NodeJS.ErrnoException, connected: boolean): FailureCode {
  if (error.code === "ECONNREFUSED") return "refused";
  if (!connected) return "connect";
  return "reset";
}
