import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { NetworkAddress } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import { type ConnectionError, failureOf, messageOf } from "./failure.ts";
import { tlsOptions } from "./tls-options.ts";
import { openTunnel } from "./tunnel.ts";

/**
 * One read buffer for all lines of a thread. The callback uses the bytes before the next read, so that no buffer has
 * to be allocated for each read.
 */
const READ_BUFFER = Buffer.alloc(65_536);

/** The callbacks by which a line reports its events. */
export interface LineEvents {
  /** Called when the line is open, its TLS handshake included. */
  onOpen(): void;
  /** Receives bytes that have arrived; they are valid only during the call. */
  onData(chunk: Uint8Array): void;
  /** Called when the other side has ended its half of the connection. */
  onEnd(): void;
  onError(code: FailureCode, message: string): void;
  onClose(): void;
}

/** A byte stream to an address: plain or TLS, straight or through a proxy. */
export class Line {
  /** The other end of the connection, for messages: a proxy that passes on plain requests, or the server. */
  readonly peer: string;
  readonly #events: LineEvents;
  readonly #tunnel: AbortController | undefined;
  #socket: Socket | undefined;
  #open = false;
  #destroyed = false;
  #early: Uint8Array[] = [];

  constructor(address: NetworkAddress, protocol: "http/1.1" | "h2", events: LineEvents) {
    this.#events = events;
    const { hostname, port, tls, proxy } = address;
    this.peer = plainProxyOf(address, protocol) ?? "the server";
    if (proxy !== undefined && (tls !== undefined || protocol === "h2")) {
      this.#tunnel = new AbortController();
      openTunnel(address, proxy, this.#tunnel.signal).then(
        (through) => this.#goThrough(through, address, protocol),
        (error) => this.#fail(error),
      );
    } else if (tls === undefined) {
      const { hostname: name, port: at, ip } = proxy ?? address;
      this.#attach(connect({ host: ip ?? name, port: at, noDelay: true, onread: this.#onread() }), "connect");
    } else {
      const host = address.ip ?? hostname;
      const options = { ...tlsOptions(address, protocol), host, port, onread: this.#onread() };
      this.#attach(connectTls(options as ConnectionOptions), "secureConnect");
    }
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Sends bytes. Bytes that are written before the line is open are sent once it is. */
  write(bytes: Uint8Array): void {
    if (this.#socket === undefined) this.#early.push(bytes);
    else this.#socket.write(bytes);
  }

  destroy(): void {
    this.#destroyed = true;
    this.#tunnel?.abort();
    this.#socket?.destroy();
  }

  #goThrough(through: Socket, address: NetworkAddress, protocol: "http/1.1" | "h2"): void {
    const isPlain = address.tls === undefined;
    const socket = isPlain ? through : connectTls({ socket: through, ...tlsOptions(address, protocol) });
    socket.on("data", (chunk) => this.#events.onData(chunk));
    this.#attach(socket, isPlain ? "connect" : "secureConnect");
    if (isPlain) {
      this.#opened();
      socket.resume();
    }
    for (const bytes of this.#early) socket.write(bytes);
    this.#early = [];
  }

  #onread() {
    return {
      buffer: READ_BUFFER,
      callback: (bytes: number): boolean => {
        this.#events.onData(READ_BUFFER.subarray(0, bytes));
        return true;
      },
    };
  }

  #attach(socket: Socket, opened: "connect" | "secureConnect"): void {
    this.#socket = socket;
    if (opened === "secureConnect") socket.setNoDelay(true);
    socket.once(opened, () => this.#opened());
    socket.on("end", () => this.#events.onEnd());
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#events.onClose());
  }

  #opened(): void {
    this.#open = true;
    this.#events.onOpen();
  }

  #fail(error: ConnectionError): void {
    if (this.#destroyed) return;
    const message =
      this.peer === "the server" ? messageOf(error) : `${this.peer} failed: ${messageOf(error)}`;
    this.#events.onError(failureOf(error, this.#open), message);
  }
}

/** The proxy that passes on the plain requests of an address, in words; undefined without one, and through a tunnel. */
export function plainProxyOf(
  { tls, proxy }: NetworkAddress,
  protocol: "http/1.1" | "h2",
): string | undefined {
  if (proxy === undefined || tls !== undefined || protocol === "h2") return undefined;
  return `the proxy ${proxy.hostname}:${proxy.port}`;
}
