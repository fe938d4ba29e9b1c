import type { FailureCode, Outcome } from "../core/sample.ts";
import { REST_AFTER_FAILURE_MS } from "../scenario/closed-source.ts";
import { cutShort, failureOf } from "../transport/failure.ts";
import { crossedClose } from "../transport/unprocessed.ts";
import type { ConnectionCounts } from "../wire/http/transport.ts";
import type { AutocannonClient } from "./autocannon-client.ts";
import type { Exchange } from "./exchange.ts";

/** The books that the exchanges of autocannon's connections are entered in. */
export interface AutocannonBooks {
  readonly counts: ConnectionCounts;
  nowMs(): number;
  /** Begins an exchange, at the moment of the call; null when nothing is to be sent any more. */
  begin(): Exchange | null;
  /** Judges and ends an exchange, whose last byte came at `lastByteMs`. Returns whether it ended well. */
  answered(exchange: Exchange, status: number, headers: readonly string[]): boolean;
  /** Ends an exchange without an answer, now. */
  ended(exchange: Exchange, outcome: Outcome, failure: FailureCode, message?: string): void;
}

/**
 * One connection of autocannon. autocannon builds, writes and times out requests, and parses answers. What it does not do
 * is keep request and answer together when something happens to the connection: its queue keeps requests that have no
 * answer any more, its parser the half of an answer, and it writes to a connection that is closing. So the life of the
 * connection is led here: at every moment at most one request is open, and an answer can only be that request's.
 */
export class AutocannonConnection {
  readonly #client: AutocannonClient;
  readonly #books: AutocannonBooks;
  readonly #their: Pick<AutocannonClient, "_connect" | "_doRequest" | "_destroyConnection"> & {
    readonly execute: (chunk: Buffer) => number | Error;
  };
  #exchange: Exchange | null = null;
  #headers: readonly string[] = [];
  #keepAlive = true;
  /** Whether the server had the connection before the request was written, so that its close may cross the request. */
  #wasIdle = false;
  #heard = false;
  #writtenAtMs = 0;
  #isReading = false;
  /** Whether the open request is to be sent again: it met a close that had begun before. */
  #again = false;
  #restUntilMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: AutocannonClient, books: AutocannonBooks) {
    this.#client = client;
    this.#books = books;
    this.#their = {
      _connect: client._connect.bind(client),
      _doRequest: client._doRequest.bind(client),
      _destroyConnection: client._destroyConnection.bind(client),
      execute: client.parser.execute.bind(client.parser),
    };
    client._connect = () => this.#connectionEnded();
    client._doRequest = () => {
      // After an answer autocannon asks at once; `#read` does so when the whole chunk has been read.
      if (!this.#isReading) this.#send();
    };
    client._destroyConnection = () => {
      if (!client.destroyed) this.#end("timeout", "none");
      this.#their._destroyConnection();
    };
    client.parser.execute = (chunk) => this.#read(chunk);
    client.on("headers", ({ headers, shouldKeepAlive }) => {
      this.#headers = headers;
      this.#keepAlive = shouldKeepAlive;
    });
    client.on("response", (status) => this.#answered(status));
    client.on("connError", (error) =>
      this.#lost(failureOf(error, error.syscall !== "connect"), error.message),
    );
    client.on("done", () => clearTimeout(this.#timer));
  }

  /** Gives up the open request and closes the connection. */
  cancel(): void {
    this.#end("cancelled", "none");
    this.#client.destroy();
  }

  #send(): void {
    if (!this.#again) this.#exchange = this.#books.begin();
    this.#again = false;
    if (this.#exchange === null) return;
    this.#wasIdle = this.#client.conn?.connecting === false;
    this.#heard = false;
    this.#writtenAtMs = performance.now();
    this.#their._doRequest();
  }

  #read(chunk: Buffer): number | Error {
    const exchange = this.#exchange;
    if (exchange !== null) {
      this.#heard = true;
      exchange.lastByteMs = this.#books.nowMs();
      if (Number.isNaN(exchange.firstByteMs)) exchange.firstByteMs = exchange.lastByteMs;
    }
    const read = this.#parse(chunk);
    if (exchange !== null && this.#exchange === exchange) {
      if (!(read instanceof Error)) return read;
      this.#end("error", "protocol", read.message);
    }
    const { state, line } = this.#client.parser;
    const surplus = exchange === null || read instanceof Error || state !== "RESPONSE_LINE" || line !== "";
    if (surplus) this.#books.counts.unrequested++;
    // What follows an answer must not be taken for the next one.
    if (surplus || !this.#keepAlive) this.#connectAnew();
    else this.#afterRest(() => this.#send());
    return chunk.length;
  }

  #parse(chunk: Buffer): number | Error {
    this.#isReading = true;
    try {
      return this.#their.execute(chunk);
    } catch (error) {
      // autocannon's handlers break on an answer that no request asked for.
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#isReading = false;
    }
  }

  #answered(status: number): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    if (status < 200) {
      // An interim answer: the request is still open, but autocannon has taken it out of its queue.
      this.#client.pipelinedRequests.insertRequest(this.#client.requestIterator.currentRequest);
      return;
    }
    this.#exchange = null;
    if (!this.#books.answered(exchange, status, this.#headers)) this.#rest();
  }

  /** Called when the connection has ended, at the first request too. */
  #connectionEnded(): void {
    // An answer without a length ends with its connection.
    if (this.#exchange !== null && this.#client.parser.state === "BODY_RAW") {
      this.#isReading = true;
      this.#client.parser.finish();
      this.#isReading = false;
    }
    const { code, message } = cutShort();
    this.#lost(code, message);
    this.#connectAnew();
  }

  #connectAnew(): void {
    const { conn, pipelinedRequests, parser } = this.#client;
    conn?.removeAllListeners("error").removeAllListeners("end").removeAllListeners("data");
    conn?.on("error", () => {}).destroy();
    pipelinedRequests.clear();
    parser.initialize("RESPONSE");
    this.#afterRest(() => {
      this.#their._connect();
      this.#client.conn?.once("connect", () => this.#books.counts.opened++);
    });
  }

  #lost(failure: FailureCode, message: string): void {
    if (this.#exchange === null || this.#again) return;
    if (!this.#wasIdle || this.#heard || !crossedClose(failure, this.#writtenAtMs)) {
      this.#end("error", failure, message);
      return;
    }
    this.#again = true;
    this.#books.counts.closedUnannounced++;
    this.#books.counts.retried++;
  }

  #end(outcome: Outcome, failure: FailureCode, message?: string): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#again = false;
    if (exchange === null) return;
    this.#books.ended(exchange, outcome, failure, message);
    this.#rest();
  }

  /** A user whose request failed rests, as in our own loop. */
  #rest(): void {
    this.#restUntilMs = this.#books.nowMs() + REST_AFTER_FAILURE_MS;
  }

  #afterRest(goOn: () => void): void {
    clearTimeout(this.#timer);
    const restMs = this.#restUntilMs - this.#books.nowMs();
    if (restMs <= 0) goOn();
    else this.#timer = setTimeout(goOn, restMs);
  }
}
