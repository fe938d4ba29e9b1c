import { resolve } from "node:path";
import { durationMs } from "../config/duration.ts";
import type { RunOptions } from "../config/run-options.ts";
import type { Host } from "../core/host.ts";
import type { GivenBody } from "../payloads/given-bodies.ts";
import { parseInputs } from "../payloads/input-spec.ts";
import type { ServerContext } from "../targets/target.ts";
import { addressOf } from "./address-of.ts";
import { requestHeaders } from "./request-headers.ts";

/** What the options say about a server. @throws usage error for a file that cannot be read, or a key that is not there */
export function serverContext(
  url: URL,
  options: RunOptions,
  bodies: readonly GivenBody[],
  host: Host,
): ServerContext {
  return {
    address: addressOf(url, options, host.cwd),
    version: options.http2 ? "2" : "1.1",
    path: url.pathname + url.search || "/",
    host: url.host,
    origin: url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin,
    headers: requestHeaders(options, host),
    timeoutMs: durationMs(options.timeout),
    model: options.model ?? null,
    bodies,
    inputs: options.inputs === undefined ? null : parseInputs(options.inputs),
    check: options.check ?? null,
    proto: options.proto === undefined ? null : resolve(host.cwd, options.proto),
    method: options.method ?? null,
    stream: options.stream,
    maxTokens: options.maxTokens ?? null,
  };
}
