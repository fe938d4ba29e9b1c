import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunOptions } from "../../config/run-options.ts";
import type { NetworkAddress } from "../../core/address.ts";
import { usageError } from "../../core/errors.ts";
import { basicAuthorization, credentialsOf } from "../../core/given-secrets.ts";
import { LEFT_OUT } from "../../core/secrets.ts";

/**
 * The network address that a URL and the options of the connection lead to.
 *
 * @throws usage error for options that make no sense with the URL
 */
export function addressOf(url: URL, options: RunOptions, cwd: string): NetworkAddress {
  const secure = url.protocol === "https:" || url.protocol === "grpcs:";
  const { ca, insecure, proxy } = options;
  refuseLeftOut("--url", url);
  const idle = [...(ca === undefined ? [] : ["--ca"]), ...(insecure ? ["--insecure"] : [])];
  if (!secure && idle.length > 0)
    throw usageError(`${idle.join(" and ")} would do nothing without TLS`, "write --url with https or grpcs");
  const through = proxy === undefined ? undefined : new URL(proxy);
  if (through !== undefined) refuseLeftOut("--proxy", through);
  return {
    hostname: bareHost(url),
    port: Number(url.port || (secure ? 443 : 80)),
    tls: secure
      ? {
          verify: !insecure,
          ca: ca === undefined ? undefined : readGiven("--ca", ca, cwd).toString("utf8"),
          serverName: nameInHeader(options.header),
        }
      : undefined,
    proxy: through && proxyAt(through),
  };
}

/** The host name in --header Host, without its port; undefined where there is none. */
function nameInHeader(headers: readonly string[]): string | undefined {
  const name = headers.map((line) => /^host:\s*([a-z0-9.-]*[a-z][a-z0-9.-]*)(?::\d+)?\s*$/i.exec(line)?.[1]);
  return name.find((one) => one !== undefined);
}

/** A URL that comes from a result has "…" where that left something out. @throws usage error */
function refuseLeftOut(option: string, url: URL): void {
  const credentials = credentialsOf(url);
  const isUser = credentials?.user === LEFT_OUT || credentials?.password === LEFT_OUT;
  const key = [...url.searchParams].find(([, value]) => value === LEFT_OUT)?.[0];
  if (!isUser && key === undefined) return;
  throw usageError(
    `${option} has "…" in place of ${isUser ? "its user and password" : `the value of ${key}`}, which a result leaves out because it may be a secret`,
    "write what belongs there",
  );
}

function proxyAt(url: URL): NonNullable<NetworkAddress["proxy"]> {
  const credentials = credentialsOf(url);
  const authorization = credentials === null ? undefined : basicAuthorization(credentials);
  return { hostname: bareHost(url), port: Number(url.port || 80), authorization };
}

/** Reads a file that an option names. @throws usage error when it cannot be read */
export function readGiven(option: string, path: string, cwd: string): Buffer {
  try {
    return readFileSync(resolve(cwd, path));
  } catch (error) {
    throw usageError(
      `${option} file cannot be read: ${error instanceof Error ? error.message : error}`,
      "correct the path",
    );
  }
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}
