import type { ModelPrice, Provider } from "@pydantic/genai-prices";
import { usageError } from "../core/errors.ts";
import { formatPrice } from "../core/format.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { ListedModel } from "../cost/hosted/hosted-spec.ts";
import type { HostedOffer, RequestTokens, TokenPrice } from "../cost/hosted/offer.ts";

/**
 * The table of prices that ships with a package. The table has no date, so the day on which this version of the package was published stands for it; it is
 * pinned in package.json, and a test holds both against what is installed.
 */
export const HOSTED_PRICES = {
  package: "@pydantic/genai-prices",
  version: "0.1.8",
  publishedOn: "2026-09-23",
} as const;

/** The most names that a message offers. */
const MOST_NAMES = 5;
const HALF_HOURS = 48;
const HALF_HOUR_MS = 1_800_000;

/**
 * Looks a hosted model up in the table of prices that ships with the package; nothing is asked of a network.
 *
 * @param at moment whose prices hold, ISO 8601: tables know of prices that begin on a day
 * @throws usage error for a provider or a model that it does not have, with the nearest names, and for one without prices of text
 */
export async function listedOffer({ given, provider, model }: ListedModel, at: string): Promise<HostedOffer> {
  const { calcPrice, waitForUpdate } = await import("@pydantic/genai-prices");
  // Nothing is updated here: what is waited for is the table that came with the package.
  const providers = (await waitForUpdate()) ?? [];
  const known = providers.find(({ id }) => id === provider);
  if (provider === null || known === undefined) throw unknownProvider(given, { provider, model }, providers);
  const priced = (timestamp: Date, { input, cached, output }: RequestTokens) =>
    calcPrice(
      { input_tokens: input, output_tokens: output, ...(cached > 0 ? { cache_read_tokens: cached } : {}) },
      model,
      { providerId: known.id, timestamp },
    );
  const sample = { input: 1000, cached: 0, output: 1000 };
  const day = new Date(at);
  const found = priced(day, sample);
  if (found === null) throw unknownModel(given, model, known);
  const byCost = timesOf(found.model.prices, day)
    .map((timestamp) => ({ timestamp, cost: priced(timestamp, sample)?.total_price ?? 0 }))
    .toSorted((one, other) => one.cost - other.cost);
  const cheapest = byCost[0]?.timestamp ?? day;
  const dearest = byCost.at(-1)?.timestamp ?? day;
  const varies = (byCost.at(-1)?.cost ?? 0) > (byCost[0]?.cost ?? 0);
  const costAt = (timestamp: Date) => (tokens: RequestTokens) => priced(timestamp, tokens)?.total_price ?? 0;
  const prices = priced(dearest, sample)?.model_price ?? found.model_price;
  const input = tokenPrice(prices.input_mtok);
  if (input === null)
    throw usageError(
      `--hosted ${given} has no price for tokens of input in ${HOSTED_PRICES.package} ${HOSTED_PRICES.version} (it lists ${Object.keys(prices).join(", ") || "none at all"})`,
      "name a model that answers to text, or state its prices, such as NAME=0.15/0.60",
    );
  const listedAs = `${known.id}/${found.model.id}`;
  return {
    given,
    listedAs,
    input,
    output: tokenPrice(prices.output_mtok),
    cached: tokenPrice(prices.cache_read_mtok),
    asOf: HOSTED_PRICES.publishedOn,
    source: `${HOSTED_PRICES.package} ${HOSTED_PRICES.version}, ${listedAs}`,
    contextTokens: found.model.context_window ?? null,
    costOf: costAt(dearest),
    cheapestCostOf: varies ? costAt(cheapest) : null,
    notes: [
      ...(found.model.id === model.toLowerCase()
        ? []
        : [`${given} is ${listedAs} by the rules of the table`]),
      ...(found.model.deprecated === true ? [`${listedAs} is marked as deprecated`] : []),
      ...perRequestNotes(prices),
    ],
  };
}

/** The moments of a day at which prices may differ: by half hours, where any of them depends on the time of the day. */
function timesOf(prices: Provider["models"][number]["prices"], day: Date): readonly Date[] {
  const depends =
    Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === "time_of_date");
  if (!depends) return [day];
  const midnight = Date.parse(`${day.toISOString().slice(0, 10)}T00:00:00Z`);
  return Array.from({ length: HALF_HOURS }, (_, index) => new Date(midnight + index * HALF_HOUR_MS));
}

function tokenPrice(price: ModelPrice[string]): TokenPrice | null {
  if (price === undefined) return null;
  if (typeof price === "number") return { perMillion: price, longer: [] };
  return {
    perMillion: price.base,
    longer: price.tiers.map(({ start, price: perMillion }) => ({ aboveTokens: start, perMillion })),
  };
}

/** What is paid beside tokens, or is not counted. */
function perRequestNotes({ requests_kcount: perThousand, cache_write_mtok: write }: ModelPrice): string[] {
  return [
    ...(typeof perThousand === "number" && perThousand > 0
      ? [`${formatPrice(perThousand, "USD")} per thousand requests are part of its cost`]
      : []),
    ...(tokenPrice(write ?? undefined) === null
      ? []
      : ["what it asks for writing to its cache is not counted"]),
  ];
}

function unknownProvider(
  given: string,
  { provider, model }: Pick<ListedModel, "provider" | "model">,
  providers: readonly Provider[],
): Error {
  const ids = providers.map(({ id }) => id);
  if (provider === null) {
    const having = providers.filter(({ models }) => models.some(({ id }) => id === model.toLowerCase()));
    const names = having.slice(0, MOST_NAMES).map(({ id }) => `${id}/${model}`);
    return usageError(
      `--hosted ${given} does not say who hosts it`,
      names.length > 0
        ? `name one, such as ${names.join(" or ")}`
        : `write PROVIDER/MODEL; providers are ${ids.join(", ")}`,
    );
  }
  const near = nearestWord(provider, ids);
  return usageError(
    `--hosted ${given}: ${HOSTED_PRICES.package} ${HOSTED_PRICES.version} has no provider ${provider}`,
    near === undefined
      ? `write one of ${ids.join(", ")}, or state its prices, such as ${model}=0.15/0.60`
      : `did you mean ${near}/${model}?`,
  );
}

function unknownModel(given: string, model: string, { id, models }: Provider): Error {
  const names = nearestNames(
    model,
    models.map((one) => one.id),
  ).map((name) => `${id}/${name}`);
  return usageError(
    `--hosted ${given}: ${HOSTED_PRICES.package} ${HOSTED_PRICES.version} has no such model of ${id}`,
    `${names.length === 0 ? "correct its name" : `did you mean ${names.join(", ")}?`} A model that it does not have can be given with its prices, such as ${model}=0.15/0.60`,
  );
}

/** Names that a model was most likely meant to be: one that is spelt nearly so, then those with most parts in common. */
function nearestNames(model: string, names: readonly string[]): readonly string[] {
  const partsOf = (name: string) => new Set(name.toLowerCase().split(/[^a-z0-9]+/));
  const wanted = partsOf(model);
  const alike = names
    .map((name) => {
      const parts = partsOf(name);
      const shared = [...wanted].filter((part) => parts.has(part)).length;
      return { name, shared, share: shared / (wanted.size + parts.size - shared) };
    })
    .filter(({ shared }) => shared > 0)
    .toSorted((one, other) => other.share - one.share)
    .map(({ name }) => name);
  const near = nearestWord(model, names);
  return [...new Set([...(near === undefined ? [] : [near]), ...alike])].slice(0, MOST_NAMES);
}
