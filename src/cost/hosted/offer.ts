import { formatCount, formatNumber, formatPrice } from "../../core/format.ts";
import type { StatedModel } from "./hosted-spec.ts";

/** The tokens of one request to a hosted model. */
export interface RequestTokens {
  /** Tokens of its input, cached ones included. */
  readonly input: number;
  /** Tokens of its input that the provider still has in its cache. */
  readonly cached: number;
  readonly output: number;
}

/** A price of tokens: that of a million, and those that hold for whole requests with longer inputs. */
export interface TokenPrice {
  readonly perMillion: number;
  readonly longer: readonly { readonly aboveTokens: number; readonly perMillion: number }[];
}

/** What a provider asks for the tokens of a model. */
export interface HostedOffer {
  /** The name of the model, by which `--hosted` has it. */
  readonly given: string;
  /** Provider and model as the table has them; null where the user states the prices. */
  readonly listedAs: string | null;
  readonly input: TokenPrice;
  /** Price of output; null where none is listed, as for embeddings. */
  readonly output: TokenPrice | null;
  /** Price of cached input; null where none is listed. */
  readonly cached: TokenPrice | null;
  /** Day on which the prices were listed; null where the user states them. */
  readonly asOf: string | null;
  readonly source: string;
  /** Longest input and answer together, in tokens; null where nobody lists it. */
  readonly contextTokens: number | null;
  /** Cost of a request, USD; where the price depends on the time of the day, at its dearest. */
  readonly costOf: (tokens: RequestTokens) => number;
  /** Cost of a request at the cheapest time of the day; null where that is always the same. */
  readonly cheapestCostOf: ((tokens: RequestTokens) => number) | null;
  /** What is to be known of its prices, in sentences. */
  readonly notes: readonly string[];
}

/** The offer of a model whose prices the user states: every token at its price, cached ones as input where nothing is said. */
export function statedOffer(spec: StatedModel): HostedOffer {
  const { given, name, inputPerMillion, outputPerMillion, cachedPerMillion } = spec;
  const price = (perMillion: number): TokenPrice => ({ perMillion, longer: [] });
  return {
    given: name,
    listedAs: null,
    input: price(inputPerMillion),
    output: price(outputPerMillion),
    cached: cachedPerMillion === null ? null : price(cachedPerMillion),
    asOf: null,
    source: `stated with --hosted ${given}`,
    contextTokens: null,
    costOf: ({ input, cached, output }) =>
      ((input - cached) * inputPerMillion +
        cached * (cachedPerMillion ?? inputPerMillion) +
        output * outputPerMillion) /
      1e6,
    cheapestCostOf: null,
    notes: [],
  };
}

/** The prices of an offer in words. */
export function offerWords({
  input,
  output,
  cached,
}: Pick<HostedOffer, "input" | "output" | "cached">): string {
  const parts = [
    ["input", input],
    ["output", output],
    ["cached input", cached],
  ] as const;
  const words = parts.flatMap(([what, price]) => (price === null ? [] : [`${what} ${priceWords(price)}`]));
  return `${words.join(", ")} per million tokens`;
}

function priceWords({ perMillion, longer }: TokenPrice): string {
  const above = longer.map(
    (tier) =>
      `${formatPrice(tier.perMillion, "USD")} with more than ${formatCount(tier.aboveTokens)} tokens of input`,
  );
  return `${formatPrice(perMillion, "USD")}${above.length === 0 ? "" : ` (${above.join(", ")})`}`;
}

/** Tokens in words, such as 1,200 or 0.5. */
export function tokensWords(tokens: number): string {
  return Number.isInteger(tokens) ? formatCount(tokens) : formatNumber(tokens);
}
