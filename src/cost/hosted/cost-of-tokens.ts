import { largest } from "../../core/extremes.ts";
import type { HostedOffer, RequestTokens } from "./offer.ts";

/** The tokens of the inputs of a demand, and of their answers. */
export interface DemandTokens {
  /** Tokens of each of some inputs, each as likely as any other: a tier of prices is that of an input, never that of their mean. */
  readonly inputs: readonly number[];
  /** Tokens of the answer to each. */
  readonly output: number;
  /** Share of the tokens of each input that the provider still has in its cache, as the user states. */
  readonly cachedShare: number;
  /** Inputs in a request, each of which is asked for by itself. */
  readonly itemsPerRequest: number;
}

/** What the tokens of a demand cost. */
export interface TokenCosts {
  readonly meanInput: number;
  readonly mostInput: number;
  readonly perRequest: number;
  readonly perMillionRequests: number;
  /** Cost of a million tokens of input and output together, as the demand mixes them. */
  readonly perMillionTokens: number;
}

/** Mean cost of the requests of a demand at the prices of an offer. */
export function costOfTokens(
  { inputs, output, cachedShare, itemsPerRequest }: DemandTokens,
  costOf: HostedOffer["costOf"],
): TokenCosts {
  const tokensOf = (input: number): RequestTokens => ({ input, cached: input * cachedShare, output });
  const meanInput = meanOf(inputs);
  const perItem = meanOf(inputs.map((input) => costOf(tokensOf(input))));
  const perRequest = perItem * itemsPerRequest;
  return {
    meanInput,
    mostInput: largest(inputs, 0),
    perRequest,
    perMillionRequests: perRequest * 1e6,
    perMillionTokens: (perItem / (meanInput + output)) * 1e6,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
