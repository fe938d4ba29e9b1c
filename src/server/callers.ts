import { isIPv4 } from "node:net";
import { HttpError } from "./http-error.ts";

/** Who may ask the server: by the names under which it is addressed, and by the sites whose pages ask. */
export interface CallerRules {
  /** The address that the server listens on. */
  readonly listensOn: string;
  /** Names beside those of the loopback interface under which the server may be addressed. */
  readonly allowedHosts: readonly string[];
}

/** The headers by which a caller is judged. */
export interface CallerHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/**
 * Refuses requests that a web page of another site makes a browser send, and those to a name that is not the server's
 * own: by a name that leads to 127.0.0.1 for a moment (DNS rebinding), any page could read what a local server says.
 * A server for the network may have any name, so there names are only checked where some are allowed.
 *
 * @throws HttpError 421 for another name, 403 for another origin
 */
export function refuseForeignCaller({ host, origin }: CallerHeaders, rules: CallerRules): void {
  const { listensOn, allowedHosts } = rules;
  const known = (name: string) => isLoopbackName(name) || allowedHosts.some((one) => nameOf(one) === name);
  const isAnyName = () => allowedHosts.length === 0 && !isLoopbackName(nameOf(listensOn));
  const name = host === undefined ? undefined : nameOf(host);
  if (name !== undefined && !known(name) && !isAnyName()) {
    throw new HttpError(
      421,
      `this server is not addressed as ${JSON.stringify(host)}: use localhost, or allow the name with --allowed-host`,
    );
  }
  if (origin === undefined) return;
  const from = originName(origin);
  if (from === undefined || (from !== name && !known(from)))
    throw new HttpError(403, `pages of ${JSON.stringify(origin)} may not ask this server`);
}

/** Tells whether a name or address, without a port, is one of this machine's loopback interface. */
export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name === "::1" || (name.startsWith("127.") && isIPv4(name));
}

/** The name of a `Host` header in lower case, without port, brackets and the dot of the root. */
function nameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(host);
  const bare = bracketed?.[1] ?? (host.split(":").length > 2 ? host : host.replace(/:\d*$/, ""));
  return bare.toLowerCase().replace(/\.$/, "");
}

/** The name in an `Origin` header; undefined for `null` and what is no origin. */
function originName(origin: string): string | undefined {
  return URL.canParse(origin) ? nameOf(new URL(origin).host) || undefined : undefined;
}
