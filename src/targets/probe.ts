import { targetError } from "../core/errors.ts";
import { ExchangeError, exchange } from "../transport/http1-exchange.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { encodeHttpRequest } from "../wire/http1-request.ts";
import type { TargetContext } from "./target.ts";

const CURES: Readonly<Record<string, string>> = {
  refused: "start the server, or correct --url",
  connect: "correct --url, or check that the host can be reached",
  timeout: "check that the server is up and not stuck, or raise --timeout",
  protocol: "check that an HTTP/1.1 server listens there (not gRPC, not TLS)",
};

/** Sends one request before the load. @throws target error that names the server and what it did. */
export async function probe(
  context: TargetContext,
  request: Uint8Array,
  what: string,
): Promise<HttpResponse> {
  try {
    return await exchange(context.address, request, context.timeoutMs);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    const cure = CURES[error.code] ?? "look at the server's log";
    throw targetError(`http://${context.host} failed at ${what}: ${error.message}`, cure);
  }
}

export function get(context: TargetContext, path: string): Promise<HttpResponse> {
  const request = encodeHttpRequest({ method: "GET", path, host: context.host, headers: context.headers });
  return probe(context, request, `GET ${path}`);
}

/** First part of a body as text, for error messages. */
export function excerpt(response: HttpResponse): string {
  const text = new TextDecoder().decode(response.body.subarray(0, 200)).replace(/\s+/g, " ").trim();
  return text === "" ? "an empty body" : JSON.stringify(text);
}
