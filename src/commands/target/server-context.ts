import { resolve } from "node:path";
import type { RunOptions } from "../../config/run-options.ts";
import type { ModelAddress } from "../../core/address.ts";
import type { Host } from "../../core/host.ts";
import type { GivenBody } from "../../payloads/given-bodies.ts";
import { parseInputs } from "../../payloads/input-spec.ts";
import type { ServerContext } from "../../targets/server-context.ts";
import { addressOf } from "./address-of.ts";
import { lookedUp } from "./looked-up.ts";
import { requestHeaders } from "./request-headers.ts";

/** The context of a server, from the options. @throws usage error for an unreadable file or a missing key */
export async function serverContext(
  place: URL | ModelAddress,
  options: RunOptions,
  bodies: readonly GivenBody[],
  host: Host,
): Promise<ServerContext> {
  return {
    ...(await whereIs(place, options, host.cwd)),
    version: options.http2 ? "2" : "1.1",
    headers: requestHeaders(options, place instanceof URL ? place : null, host),
    timeoutMs: options.timeoutMs,
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

async function whereIs(
  place: URL | ModelAddress,
  options: RunOptions,
  cwd: string,
): Promise<Pick<ServerContext, "address" | "path" | "host" | "origin">> {
  if (!(place instanceof URL)) return { address: place, path: "/", host: "", origin: "this process" };
  const { protocol, host, pathname, search, origin } = place;
  return {
    address: await lookedUp(addressOf(place, options, cwd), options.timeoutMs),
    path: pathname + search || "/",
    host,
    origin: origin === "null" ? `${protocol}//${host}` : origin,
  };
}
