import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunOptions } from "../../config/run-options.ts";
import type { NetworkAddress } from "../../core/address.ts";
import { usageError } from "../../core/errors.ts";

/**
 * The network address that a URL and the options of the connection lead to.
 *
 * @throws usage error for options that make no sense with the URL
 */
export function addressOf(url: URL, options: RunOptions, cwd: string): NetworkAddress {
  const secure = url.protocol === "https:" || url.protocol === "grpcs:";
  const { ca, insecure, proxy } = options;
  if (url.username !== "" || url.password !== "")
    throw usageError(
      "--url holds a user name or a password, which would be written to the result and is not sent",
      "leave it out of the URL, and give it as --header 'Authorization: Basic …' or with --api-key-env",
    );
  const idle = [...(ca === undefined ? [] : ["--ca"]), ...(insecure ? ["--insecure"] : [])];
  if (!secure && idle.length > 0)
    throw usageError(`${idle.join(" and ")} would do nothing without TLS`, "write --url with https or grpcs");
  const through = proxy === undefined ? undefined : new URL(proxy);
  return {
    hostname: bareHost(url),
    port: Number(url.port || (secure ? 443 : 80)),
    tls: secure
      ? { verify: !insecure, ca: ca === undefined ? undefined : readGiven("--ca", ca, cwd).toString("utf8") }
      : undefined,
    proxy: through && { hostname: bareHost(through), port: Number(through.port || 80) },
  };
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
