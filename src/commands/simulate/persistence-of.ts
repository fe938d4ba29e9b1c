import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { formatSpan } from "../../core/format.ts";
import { type Hedging, parseHedging, parseRetries, type Retries } from "../../simulator/persistence.ts";

/** How the clients of a simulation send requests again; null where they do not. */
export interface Persistence {
  readonly retries: Retries | null;
  readonly hedge: Hedging | null;
}

/** What the options say of sending again. @throws usage error, also for what the timeout would never let happen */
export function persistenceOf({ retries, hedge, timeoutMs }: SimulateOptions): Persistence {
  const persistence = {
    retries: retries === undefined ? null : parseRetries(retries),
    hedge: hedge === undefined ? null : parseHedging(hedge),
  };
  const idle = [
    ...((persistence.retries?.tryMs ?? 0) >= timeoutMs ? ["the try of --retries"] : []),
    ...((persistence.hedge?.afterMs ?? 0) >= timeoutMs ? ["--hedge"] : []),
  ];
  if (idle.length === 0) return persistence;
  throw usageError(
    `${idle.join(" and ")} would do nothing: the request itself is given up after ${formatSpan(timeoutMs)}`,
    "shorten it, or raise --timeout",
  );
}
