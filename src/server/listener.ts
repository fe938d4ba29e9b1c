import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { targetError } from "../core/errors.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { Connection } from "./connection.ts";
import { Exchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import { noRoom } from "./request-body.ts";
import { type Answer, errorAnswer, type InferenceService } from "./service.ts";
import { Turns } from "./turns.ts";

/** How long `close` waits for slow clients when nothing is left to compute, ms. */
const LINGER_MS = 2000;
const TIMEOUT_CHECK_MS = 5000;
/** The largest answer that is sent whatever else is under way, so that health and errors are always told. */
const SMALL_ANSWER_BYTES = 64 * 1024;

/** The HTTP side of the server: it reads requests from sockets and writes answers. */
export class Listener {
  readonly #server: Server;
  readonly #service: InferenceService;
  readonly #budget: ByteBudget;
  readonly #turns = new Turns();
  readonly #connections = new WeakMap<Socket, Connection>();

  constructor(service: InferenceService, budget: ByteBudget) {
    this.#service = service;
    this.#budget = budget;
    const options = {
      keepAliveTimeout: 60_000,
      noDelay: true,
      requireHostHeader: false, // the service says so in its own words
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    };
    this.#server = createServer(options, (request, response) => this.#take(request, response));
    // A client may say that it sends nothing more, and wait for its answer.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    this.#server.on("connection", (socket) => {
      const connection = new Connection(socket, this.#turns, (exchange) => void this.#serve(exchange));
      this.#connections.set(socket, connection);
    });
    this.#server.on("clientError", (error, socket) => this.#break(error, socket as Socket));
    // Node would answer or end these by itself, beside the order and the limits of the connection.
    this.#server.on("checkExpectation", (request, response) => this.#take(request, response));
    this.#server.on("connect", (_, socket) => {
      const error = new HttpError(405, "CONNECT: this server is no proxy", { connection: "close" });
      this.#connections.get(socket as Socket)?.break(error);
    });
  }

  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      // It stays: a connection that cannot be accepted, for want of descriptors, must not end the server.
      this.#server.on("error", (cause: NodeJS.ErrnoException) => {
        const fix = cause.code === "EADDRINUSE" ? "choose another port, or 0 for any free one" : undefined;
        reject(targetError(`cannot listen on ${host} port ${port}: ${cause.message}`, fix));
      });
      this.#server.listen({ host, port, backlog: 4096 }, () =>
        resolve((this.#server.address() as AddressInfo).port),
      );
    });
  }

  /**
   * Resolves when every request in progress is answered and every connection is closed. When nothing has been
   * computed for `LINGER_MS`, clients that stopped sending or reading are disconnected.
   */
  async close(isComputing: () => boolean): Promise<void> {
    let wasComputing = true;
    const linger = setInterval(() => {
      if (!wasComputing && !isComputing()) this.#server.closeAllConnections();
      wasComputing = isComputing();
    }, LINGER_MS);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    clearInterval(linger);
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    response.on("error", clientIsGone);
    const exchange = new Exchange(request, response, this.#budget.share());
    this.#connections.get(request.socket)?.take(exchange);
  }

  async #serve(exchange: Exchange): Promise<void> {
    const answer = await this.#service.answer(exchange);
    try {
      this.#write(exchange, answer);
    } catch (error) {
      // Only an answer with an invalid header gets here.
      this.#write(exchange, errorAnswer(error));
    }
  }

  #write(exchange: Exchange, answer: Answer): void {
    const { response, bytes } = exchange;
    const length = lengthOf(answer);
    if (length > SMALL_ANSWER_BYTES && !bytes.resize(length)) {
      this.#write(exchange, errorAnswer(noRoom(this.#budget)));
      return;
    }
    bytes.force(length);
    // Node writes an array of headers directly; it would first copy an object into its own table.
    const lines = Object.entries(answer.headers).flat();
    lines.push("content-length", String(length));
    const isLast = this.#service.draining || exchange.failure !== undefined;
    if (isLast && answer.headers.connection === undefined) lines.push("connection", "close");
    response.writeHead(answer.status, lines);
    response.end(answer.body);
  }

  /** Answers a request that Node could not parse. Without this, Node closes the socket without an explanation. */
  #break(error: NodeJS.ErrnoException, socket: Socket): void {
    const connection = this.#connections.get(socket);
    const isSlow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
    // It is this server that does not read the rest of the request.
    if (isSlow && connection?.isHeld) return;
    const sentNothing = isSlow && socket.bytesRead === 0;
    if (error.code === "ECONNRESET" || !socket.writable || sentNothing) return void socket.destroy();
    connection?.break(brokenHttp(error));
  }
}

/** Ignores the error of an answer whose client has disconnected. */
function clientIsGone(): void {}

function lengthOf({ body }: Answer): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.length;
}

function brokenHttp({ code }: NodeJS.ErrnoException): HttpError {
  const headers = { connection: "close" };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new HttpError(408, "the request comes too slowly", headers);
  const status = code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  return new HttpError(status, `not a valid HTTP/1.1 request (${code})`, headers);
}
