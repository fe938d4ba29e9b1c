import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  connect,
  type SecureClientSessionOptions,
} from "node:http2";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Address } from "../core/address.ts";
import { type ConnectionError, CUT_SHORT, type Failure, failureOf, messageOf } from "./failure.ts";
import type { Http2Head } from "./packed-requests.ts";
import { tlsOptions } from "./tls-options.ts";
import { openTunnel } from "./tunnel.ts";

/** Room for answers that nobody has read yet; the protocol's 64 KiB would stall large tensors. */
const WINDOW_BYTES = 1 << 24;

export interface SessionEvents {
  /** The server said how many requests it takes at once on one connection. */
  onLimit(streams: number): void;
  onClose(session: Http2Session): void;
}

/** One HTTP/2 connection, from the moment it is wanted. */
export class Http2Session {
  /** Settles when the connection stands or never will. */
  readonly ready: Promise<void>;
  /** The server's settings have come: how many requests it takes is known. */
  standing = false;
  /** We ended it: nobody is to be told. */
  abandoned = false;
  /** Why it ended, or what an end without a word means. */
  failure: Failure = CUT_SHORT;

  readonly #address: Address;
  readonly #events: SessionEvents;
  readonly #tunnel = new AbortController();
  #http2: ClientHttp2Session | undefined;
  #inFlight = 0;
  #gone = false;

  constructor(address: Address, events: SessionEvents) {
    this.#address = address;
    this.#events = events;
    this.ready = this.#connect().catch((error) => {
      this.#failed(error);
      this.#end();
    });
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** It takes requests: now, or when it stands. After GOAWAY it only ends what it has. */
  get open(): boolean {
    const { closed, destroyed } = this.#http2 ?? { closed: false, destroyed: false };
    return !this.#gone && !closed && !destroyed;
  }

  /** Counts a request that is to go out here. */
  join(): void {
    this.#inFlight++;
  }

  /** A request that joined has ended. A connection that still does not stand ends with the last that waits for it. */
  leave(): void {
    this.#inFlight--;
    if (this.#inFlight === 0 && !this.standing) this.#destroy();
  }

  /** @throws Error on headers that HTTP/2 forbids */
  request(head: Http2Head, endStream: boolean): ClientHttp2Stream {
    if (this.#http2 === undefined) throw new Error("the connection does not stand");
    return this.#http2.request(head, { endStream });
  }

  abandon(): void {
    this.abandoned = true;
    this.#destroy();
  }

  #destroy(): void {
    this.#tunnel.abort();
    this.#http2?.destroy();
  }

  async #connect(): Promise<void> {
    const { hostname, port, tls, proxy } = this.#address;
    const through =
      proxy === undefined ? undefined : await openTunnel(this.#address, proxy, this.#tunnel.signal);
    const name = hostname.includes(":") ? `[${hostname}]` : hostname;
    const options: ClientSessionOptions & SecureClientSessionOptions = {
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
      ...(tls === undefined ? {} : tlsOptions(this.#address, "h2")),
    };
    if (through !== undefined)
      options.createConnection = (): Duplex =>
        tls === undefined ? through : connectTls({ socket: through, ...tlsOptions(this.#address, "h2") });
    const http2 = connect(`${tls === undefined ? "http" : "https"}://${name}:${port}`, options);
    this.#http2 = http2;
    http2.on("connect", () => http2.setLocalWindowSize(WINDOW_BYTES));
    http2.on("error", (error) => this.#failed(error));
    await new Promise<void>((resolve) => {
      http2.on("remoteSettings", ({ maxConcurrentStreams = Number.POSITIVE_INFINITY }) => {
        this.standing = true;
        this.#events.onLimit(maxConcurrentStreams);
        resolve();
      });
      http2.on("close", () => {
        this.#end();
        resolve();
      });
    });
  }

  #failed(error: ConnectionError): void {
    this.failure = { code: failureOf(error, this.standing), message: messageOf(error) };
  }

  #end(): void {
    this.#gone = true;
    this.#events.onClose(this);
  }
}
