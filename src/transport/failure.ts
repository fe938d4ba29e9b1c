import type { FailureCode } from "../core/sample.ts";

/** Why a connection does not stand, or no longer does. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

export const CUT_SHORT: Failure = {
  code: "closed",
  message: "the server closed the connection before it answered",
};

/** What kept a connection from standing, or cut it. */
export function failureOf(
  { code = "" }: { readonly code?: string | undefined },
  connected: boolean,
): FailureCode {
  if (code === "ECONNREFUSED") return "refused";
  if (code === "EADDRNOTAVAIL") return "no-port";
  if (code === "EMFILE" || code === "ENFILE") return "no-descriptor";
  if (code === "ERR_HTTP2_ERROR") return "protocol";
  // EPROTO is how a failed handshake shows when something was being written.
  if (code === "EPROTO" || /^(ERR_TLS|ERR_SSL|CERT|DEPTH|SELF_SIGNED|UNABLE|INVALID|HOSTNAME)_/.test(code))
    return "tls";
  return connected ? "reset" : "connect";
}

/** What Node says of an error, as far as it knows. */
export interface ConnectionError extends NodeJS.ErrnoException {
  /** What OpenSSL found, or what is wrong with a certificate. */
  readonly reason?: string;
  /** One for each address of a name. */
  readonly errors?: readonly Error[];
}

/** The same in words: of OpenSSL's messages only what was found, without the lines of its source. */
export function messageOf({ code, message, reason, errors }: ConnectionError): string {
  const found = reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  if (found !== undefined) return `TLS: ${found}`;
  if (code === "ERR_HTTP2_ERROR") return `bad HTTP/2: ${message}`;
  // An error about all addresses of a name has no message of its own.
  return errors?.map((error) => error.message).join("; ") ?? message;
}
