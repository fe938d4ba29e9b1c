import { parseDecimal } from "../../core/decimal.ts";

/** A hosted model as `--hosted` names it. */
export type HostedSpec = ListedModel | StatedModel;

/** A model of the price table. */
export interface ListedModel {
  readonly kind: "listed";
  readonly given: string;
  /** Id of who hosts it; null where nobody says it. */
  readonly provider: string | null;
  readonly model: string;
}

/** A model whose prices the user states, USD per million tokens. */
export interface StatedModel {
  readonly kind: "stated";
  readonly given: string;
  readonly name: string;
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** Price of cached input; null where nobody states one. */
  readonly cachedPerMillion: number | null;
}

/** The most that a million tokens cost, USD: ten times the dearest that was ever listed. */
const MOST_PER_MILLION = 10_000;

/** Reads a hosted model, `PROVIDER/MODEL` or `NAME=IN/OUT` with prices; returns the problem where the text is none. */
export function parseHostedSpec(text: string): HostedSpec | { readonly problem: string } {
  const given = text.trim();
  const [, name, prices] = /^([^=]+)=([^=]*)$/.exec(given) ?? [];
  if (name !== undefined && prices !== undefined) return statedModel(given, name.trim(), prices.split("/"));
  const slash = given.indexOf("/");
  const provider = slash < 0 ? null : given.slice(0, slash).trim().toLowerCase();
  const model = given.slice(slash + 1).trim();
  if (model === "" || provider === "" || given.includes("="))
    return {
      problem:
        "expected a provider and a model, such as openai/gpt-4o-mini, or a name with prices, such as ours=0.15/0.60",
    };
  return { kind: "listed", given, provider, model };
}

function statedModel(
  given: string,
  name: string,
  prices: readonly string[],
): StatedModel | { readonly problem: string } {
  const [input, output, cached] = prices.map(parseDecimal);
  const isWhole =
    (prices.length === 2 || prices.length === 3) && (prices.length === 2 || cached !== undefined);
  if (input === undefined || output === undefined || !isWhole)
    return {
      problem: `${name}: expected USD per million tokens of input and of output, such as ${name}=0.15/0.60, and that of cached input as a third`,
    };
  const stated = cached === undefined ? [input, output] : [input, output, cached];
  const wrong = stated.find((price) => price < 0 || price > MOST_PER_MILLION);
  if (wrong !== undefined)
    return {
      problem: `${name}: a price of ${wrong} per million tokens is outside of 0 to ${MOST_PER_MILLION} USD`,
    };
  if (input + output === 0)
    return { problem: `${name}: both its prices are 0, so there is nothing to compare` };
  return {
    kind: "stated",
    given,
    name,
    inputPerMillion: input,
    outputPerMillion: output,
    cachedPerMillion: cached ?? null,
  };
}
