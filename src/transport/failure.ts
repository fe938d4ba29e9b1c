import type { FailureCode } from "../core/sample.ts";
import { WireError } from "../wire/wire-error.ts";

/** The reason why a connection could not be made, or was lost. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

/**
 * The failure of a connection that was closed before its answer was complete.
 *
 * @param peer who closed it: the server, or a proxy
 */
export function cutShort(peer = "the server"): Failure {
  return { code: "closed", message: `${peer} closed the connection before it answered` };
}

/**
 * The failure of a connection whose bytes could not be read. Any error is one of that connection alone: a fault of this
 * program in reading one answer must not end the run and take along what was measured, so it is named instead.
 *
 * @param protocol the beginning of the message about bytes that break the protocol
 */
export function unreadable(error: unknown, protocol = ""): Failure {
  if (error instanceof WireError) return { code: "protocol", message: `${protocol}${error.message}` };
  const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: "protocol", message: `Plimsoll failed to read the answer, by a fault of its own: ${found}` };
}

/**
 * The failure code of a socket error.
 *
 * @param connected whether the connection was open before the error
 */
export function failureOf(error: CodedError, connected: boolean): FailureCode {
  const code = tellingCode(error);
  if (code === "ECONNREFUSED") return "refused";
  if (code === "EADDRNOTAVAIL") return "no-port";
  if (code === "EMFILE" || code === "ENFILE") return "no-descriptor";
  if (code === "ERR_HTTP2_ERROR") return "protocol";
  // EPROTO is how a failed handshake shows when something was being written.
  if (code === "EPROTO" || /^(ERR_TLS|ERR_SSL|CERT|DEPTH|SELF_SIGNED|UNABLE|INVALID|HOSTNAME)_/.test(code))
    return "tls";
  return connected ? "reset" : "connect";
}

interface CodedError {
  readonly code?: string | undefined;
  readonly errors?: readonly CodedError[];
}

/** Codes of an address that this machine has no way to, such as ::1 where there is no IPv6. */
const NO_WAY = ["EADDRNOTAVAIL", "ENETUNREACH", "EAFNOSUPPORT"];

/** The code of an error; of an error about all addresses of a name, that of the first address that could be tried. */
function tellingCode({ code = "", errors = [] }: CodedError): string {
  const tried = errors.find((error) => !NO_WAY.includes(error.code ?? ""));
  return tried?.code ?? code;
}

/** A socket error of Node, with the details that Node adds where it has them. */
export interface ConnectionError extends NodeJS.ErrnoException {
  /** The reason that OpenSSL gives, such as a fault of the certificate. */
  readonly reason?: string;
  /** The errors of the single attempts, one for each address of a host name. */
  readonly errors?: readonly NodeJS.ErrnoException[];
}

/** The message of a socket error. OpenSSL's messages are cut to the reason, without its source file and line. */
export function messageOf({ code, message, reason, errors }: ConnectionError): string {
  const found = reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  if (found !== undefined) return `TLS: ${found}`;
  if (code === "ERR_HTTP2_ERROR") return `bad HTTP/2: ${message}`;
  // An error about all addresses of a name has an empty message.
  return errors?.map((error) => error.message).join("; ") ?? message;
}
