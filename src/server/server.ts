import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Clock } from "../core/clock.ts";
import { targetError } from "../core/errors.ts";
import { monotonicClock } from "../host/monotonic-clock.ts";
import { LoadedModel } from "../onnx/loaded-model.ts";
import { parseServerOptions, type ServerOptions, type ServerOptionsInput } from "./options.ts";
import { type Answer, errorAnswer, InferenceService } from "./service.ts";

/** How long `close` waits for slow clients when nothing is left to compute, ms. */
const LINGER_MS = 2000;

/** A server that accepts requests. */
export interface RunningServer {
  /** The URL of the server, `http://host:port`, with the actual port. */
  readonly url: string;
  readonly port: number;
  /** Refuses new requests, answers accepted ones, then ends the sessions. A second call waits for the same end. */
  close(): Promise<void>;
}

/**
 * Loads the models and serves them over the Open Inference Protocol (REST, JSON and binary).
 *
 *     const server = await startServer({ port: 0, models: [{ name: "digits", path: "models/digits/fp32.onnx" }] });
 *
 * @throws usage error for wrong options or a model that cannot be loaded; target error when it cannot listen
 */
export async function startServer(input: ServerOptionsInput): Promise<RunningServer> {
  const options = parseServerOptions(input);
  const models = await openModels(options, monotonicClock);
  const service = new InferenceService(models, options.maxBodyBytes, packageVersion());
  const listener = new Listener(service);
  try {
    const port = await listener.listen(options.host, options.port);
    let closing: Promise<void> | undefined;
    return {
      url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
      port,
      close: () => {
        closing ??= shutDown(service, listener, models);
        return closing;
      },
    };
  } catch (error) {
    await closeAll(models);
    throw error;
  }
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(version);
}

async function openModels(options: ServerOptions, clock: Clock): Promise<LoadedModel[]> {
  const opened = await Promise.allSettled(
    options.models.map((model) => LoadedModel.open(model, options, clock)),
  );
  const models = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = opened.find((result) => result.status === "rejected");
  if (failed === undefined) return models;
  await closeAll(models);
  throw failed.reason;
}

async function closeAll(models: readonly LoadedModel[]): Promise<void> {
  await Promise.all(models.map((model) => model.close()));
}

async function shutDown(
  service: InferenceService,
  listener: Listener,
  models: readonly LoadedModel[],
): Promise<void> {
  service.draining = true;
  await listener.close(() => models.some(({ pending }) => pending > 0));
  await closeAll(models);
}

/** The HTTP side of the server: it reads requests from sockets and writes answers. */
class Listener {
  readonly #server: Server;

  constructor(service: InferenceService) {
    this.#server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
      void handle(service, request, response);
    });
    this.#server.on("clientError", answerBrokenHttp);
  }

  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (cause: NodeJS.ErrnoException) => {
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
}

async function handle(
  service: InferenceService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on("error", clientIsGone);
  const answer = await service.answer(request);
  try {
    write(response, answer, service.draining);
  } catch (error) {
    // Only an answer with an invalid header gets here.
    write(response, errorAnswer(error), true);
  }
}

/** Ignores the error of an answer whose client has disconnected. */
function clientIsGone(): void {}

function write(response: ServerResponse, { status, headers, body }: Answer, last: boolean): void {
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  // Node writes an array of headers directly; it would first copy an object into its own table.
  const lines = Object.entries(headers).flat();
  lines.push("content-length", String(length));
  if (last) lines.push("connection", "close");
  response.writeHead(status, lines);
  response.end(body);
}

/** Answers a request that Node could not parse. Without this, Node closes the socket without an explanation. */
function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status =
    error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const body = JSON.stringify({ error: `not a valid HTTP/1.1 request (${error.code})` });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
