import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { InferenceError } from "../onnx/inference-error.ts";
import type { Exchange } from "./exchange.ts";
import type { HttpError } from "./http-error.ts";
import { Intake } from "./intake.ts";
import type { Turns } from "./turns.ts";

/** The most requests of one connection that are worked on, or whose answers are not taken, at once. */
const MOST_AHEAD = 16;
/** The most of them that begin before other connections have had their turn. */
const MOST_PER_TURN = 4;
/** The time between two looks whether a client that sends nothing more still listens, ms. */
const PROBE_MS = 200;
/** The time in which a client may read why its connection ends, ms. */
const FAREWELL_MS = 2000;

/**
 * The requests of one connection, which a client may send without waiting for answers. They begin in their order, and
 * while many wait, nothing more is read: a client that does not take its answers cannot make work.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #turns: Turns;
  readonly #serve: (exchange: Exchange) => void;
  readonly #intake: Intake;
  #begun: Exchange[] = [];
  #waiting: Exchange[] = [];
  /** The answer to what is no HTTP, which is sent behind those of the requests before it. */
  #lastWords: HttpError | undefined;
  #isBroken = false;
  #hasNextTurn = false;
  #probe: NodeJS.Timeout | undefined;

  constructor(socket: Socket, turns: Turns, serve: (exchange: Exchange) => void) {
    this.#socket = socket;
    this.#turns = turns;
    this.#serve = serve;
    this.#intake = new Intake(socket, turns, () => !this.#isBroken && this.#waiting.length === 0);
    socket.once("end", () => this.#probeClient());
    socket.once("close", () => this.#lose());
  }

  /** True while this server does not read what the client sends. */
  get isHeld(): boolean {
    return this.#intake.isHeld;
  }

  /** Takes the next request, which begins at once, or in its turn when few enough of those before it are left. */
  take(exchange: Exchange): void {
    this.#intake.expectBody(Number(exchange.request.headers["content-length"] ?? 0));
    exchange.response.once("finish", () => this.#finish(exchange));
    if (this.#waiting.length === 0 && this.#begun.length === 0) {
      this.#begin(exchange);
    } else {
      this.#waiting.push(exchange);
      this.#beginInNextTurn();
    }
  }

  /** Ends the connection with an error, which is the answer to the request that is not complete, if there is one. */
  break(error: HttpError): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    const cut = [...this.#begun, ...this.#waiting].find(({ request }) => !request.complete);
    if (cut !== undefined) cut.fail(error);
    else if (this.#begun.length + this.#waiting.length === 0) this.#sayLastWords(error);
    else this.#lastWords = error;
  }

  #begin(exchange: Exchange): void {
    this.#begun.push(exchange);
    this.#serve(exchange);
  }

  /**
   * Begins some that wait when other connections have had their turn: a client that takes its answers as fast as they
   * come would keep the others waiting.
   */
  #beginInNextTurn(): void {
    if (this.#hasNextTurn) return;
    this.#hasNextTurn = true;
    this.#turns.await(() => {
      this.#hasNextTurn = false;
      this.#beginWaiting();
    });
  }

  #beginWaiting(): void {
    const room = Math.min(MOST_PER_TURN, MOST_AHEAD - this.#begun.length);
    for (const next of this.#waiting.splice(0, room)) this.#begin(next);
    if (this.#waiting.length > 0 && this.#begun.length < MOST_AHEAD) this.#beginInNextTurn();
    this.#intake.goOn();
  }

  #finish(exchange: Exchange): void {
    exchange.bytes.force(0);
    this.#begun = this.#begun.filter((other) => other !== exchange);
    if (this.#waiting.length > 0) this.#beginInNextTurn();
    if (this.#begun.length + this.#waiting.length === 0) clearInterval(this.#probe);
    const isLast = this.#begun.length === 0 && this.#waiting.length === 0;
    if (isLast && this.#lastWords !== undefined) this.#sayLastWords(this.#lastWords);
  }

  /**
   * A client that sends nothing more may wait for its answer, or be gone: TCP says the same of both. Only one that is
   * gone refuses bytes, so one whose answer takes long is sent `100 Continue`, which every client skips.
   */
  #probeClient(): void {
    this.#probe = setInterval(() => {
      const response = this.#begun[0]?.response;
      if (response !== undefined && response.req.httpVersionMinor > 0 && !response.headersSent)
        response.writeContinue();
    }, PROBE_MS).unref();
  }

  #lose(): void {
    clearInterval(this.#probe);
    const lost = [...this.#begun, ...this.#waiting];
    this.#begun = [];
    this.#waiting = [];
    for (const exchange of lost) {
      exchange.bytes.force(0);
      exchange.fail(new InferenceError("cancelled", "the client is gone"));
    }
  }

  #sayLastWords({ status, message }: HttpError): void {
    const body = JSON.stringify({ error: message });
    const headers = [
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
    ];
    this.#socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
    this.#intake.drop();
    setTimeout(() => this.#socket.destroy(), FAREWELL_MS).unref();
  }
}
