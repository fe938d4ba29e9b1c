import { formatNumber } from "../core/format.ts";
import type { RunCost } from "../result/cost.ts";
import { costPerMillion, priceOf } from "./price.ts";

/** The rates of answers at a load, per second; null where a rate is not known. */
export interface AnsweredRates {
  readonly requestsPerSec: number | null;
  readonly inferencesPerSec: number | null;
  readonly outputTokensPerSec: number | null;
}

/**
 * The cost of requests, inferences and output tokens at the load that was served, where each endpoint is a machine, or an autoscaler decides how many there are.
 *
 * @param pricePerHour of one machine; undefined = none was given, and an example price is used
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
    priceSource: `${price.source}${machines === 1 ? "" : `; ${formatNumber(machines)} times, ${Number.isInteger(machines) ? "a machine for each endpoint" : "the machines that there were on average"}`}`,
    priceIsExample: price.isExample,
    perMillionRequests: costPerMillion(allPerHour, requestsPerSec),
    perMillionInferences: costPerMillion(allPerHour, inferencesPerSec),
    perMillionOutputTokens: costPerMillion(allPerHour, outputTokensPerSec),
    utilisation: null,
    note: `at this load on ${machines === 1 ? "one machine" : `${formatNumber(machines)} machines`}; a machine that could carry more would cost less per request when it does`,
  };
}
