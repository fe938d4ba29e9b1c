import { show, WireError } from "../wire-error.ts";

/** Names of the status codes, by code: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
export const GRPC_STATUS_NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

export interface GrpcStatus {
  readonly code: number;
  readonly name: (typeof GRPC_STATUS_NAMES)[number];
  readonly message: string;
}

/**
 * Reads how a call ended from the values of `grpc-status` and `grpc-message`. A number that has no name means UNKNOWN.
 * Throws `WireError` for a status that is missing or not a number: no call ends without one.
 */
export function parseGrpcStatus(status: string | undefined, message: string | undefined): GrpcStatus {
  if (status === undefined) throw new WireError("the answer ended without a grpc-status");
  if (!/^\d{1,9}$/.test(status)) {
    throw new WireError(`grpc-status: expected a number, found ${show(status)}`);
  }
  const code = Number(status);
  return { code, name: GRPC_STATUS_NAMES[code] ?? "UNKNOWN", message: percentDecoded(message ?? "") };
}

/** Decodes a percent-encoded message; one that is not well encoded is shown as it came. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Units of `grpc-timeout` in microseconds, finest first. */
const TIMEOUT_UNITS = { u: 1, m: 1000, S: 1_000_000, M: 60_000_000, H: 3_600_000_000 };
const MAX_TIMEOUT_VALUE = 99_999_999;

/** Value of `grpc-timeout`, never shorter than asked for: `grpcTimeout(250)` is `250000u`. */
export function grpcTimeout(timeoutMs: number): string {
  for (const [unit, unitUs] of Object.entries(TIMEOUT_UNITS)) {
    const value = Math.max(1, Math.ceil((timeoutMs * 1000) / unitUs));
    if (value <= MAX_TIMEOUT_VALUE) return `${value}${unit}`;
  }
  throw new RangeError(`a timeout of ${timeoutMs} ms is longer than gRPC can say`);
}
