import type { RunCost } from "../result/cost.ts";
import { costPerMillion, priceOf } from "./price.ts";

/** What was answered per second of a load; null where it is not known. */
export interface AnsweredRates {
  readonly requestsPerSec: number | null;
  readonly inferencesPerSec: number | null;
  readonly outputTokensPerSec: number | null;
}

/**
 * What requests, inferences and output tokens cost at the load that was served, where each endpoint is a machine.
 *
 * @param pricePerHour of one machine; undefined = nobody gave one, and an example price is used
 */
export function costOfLoad(
  pricePerHour: number | undefined,
  machines: number,
  { requestsPerSec, inferencesPerSec, outputTokensPerSec }: AnsweredRates,
): RunCost {
  const price = priceOf(pricePerHour);
  const allPerHour = price.pricePerHour * machines;
  return {
    currency: price.currency,
    pricePerHour: allPerHour,
    priceSource: `${price.source}${machines === 1 ? "" : `; ${machines} times, a machine for each endpoint`}`,
    priceIsExample: price.isExample,
    perMillionRequests: costPerMillion(allPerHour, requestsPerSec),
    perMillionInferences: costPerMillion(allPerHour, inferencesPerSec),
    perMillionOutputTokens: costPerMillion(allPerHour, outputTokensPerSec),
    utilisation: null,
    note: `at this load on ${machines === 1 ? "one machine" : `${machines} machines`}; a machine that could carry more would cost less per request when it does`,
  };
}
