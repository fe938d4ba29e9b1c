import { ownedPrice } from "../../owned.ts";
import { type PriceCells, RowProblem } from "../cells.ts";
import type { PriceFormat } from "./price-format.ts";

/** The table of our own: every row says everything of itself. */
export const own: PriceFormat = {
  name: "plimsoll",
  title:
    "table of our own: provider, region, instance, gpu, gpu_count, gpu_memory_gib, price_per_hour, currency, kind, as_of, source",
  fits: (names) => ["provider", "instance", "price_per_hour", "kind"].every((name) => names.includes(name)),
  rowsOf(cells, { file, asOf }) {
    const currency = cells.text("currency") ?? "USD";
    if (currency.toUpperCase() !== "USD")
      throw new RowProblem(
        `its currency is ${currency}, and prices are in USD: no rate of exchange is made up`,
      );
    const kind = cells.kind("kind");
    const worked = kind === "owned" && cells.text("price_per_hour") === null;
    const usdPerHour = worked ? pricePerHourOf(cells) : cells.number("price_per_hour");
    if (usdPerHour === null) throw new RowProblem("its price_per_hour is blank");
    const source = cells.text("source") ?? file;
    return [
      {
        provider: cells.needed("provider"),
        region: cells.text("region"),
        instance: cells.needed("instance"),
        gpu: cells.text("gpu"),
        gpuCount: cells.count("gpu_count"),
        gpuMemoryGiB: cells.number("gpu_memory_gib"),
        usdPerHour,
        kind,
        asOf: cells.day("as_of") ?? asOf,
        source: worked ? `worked out from what it cost; ${source}` : source,
      },
    ];
  },
};

/** The price of an hour of an own machine, from what it cost. @throws RowProblem */
function pricePerHourOf(cells: PriceCells): number {
  const within = (column: string, least: number, most: number, fallback?: number) => {
    const value = cells.number(column) ?? fallback;
    if (value === undefined) throw new RowProblem(`it has neither a price_per_hour nor its ${column}`);
    if (value < least || value > most)
      throw new RowProblem(`its ${column} ${value} is not within ${least} to ${most}`);
    return value;
  };
  const capexUsd = within("capex_usd", 1, 1e9);
  const { usdPerHour } = ownedPrice({
    capexUsd,
    residualUsd: within("residual_usd", 0, capexUsd, 0),
    years: within("years", 0.25, 30),
    interestPerYear: within("interest_per_year", 0, 1, 0),
    powerKw: within("power_kw", 0, 1000),
    pue: within("pue", 1, 3, 1),
    usdPerKwh: within("usd_per_kwh", 0, 10),
    spaceUsdPerYear: within("space_usd_per_year", 0, 1e9, 0),
    staffUsdPerYear: within("staff_usd_per_year", 0, 1e9, 0),
    availability: within("availability", 0.01, 1, 1),
  });
  return usdPerHour;
}
