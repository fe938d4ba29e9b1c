import { formatNumber, formatPrice, plural, printable } from "../../core/format.ts";
import type { ListedPrice, PriceCatalogue } from "../../cost/catalogue/catalogue.ts";
import { named, painter } from "../terminal.ts";

/** Most prices, and most refused rows, that are listed; the others are counted. */
const MOST = { prices: 30, refused: 20 };
const WIDTHS = [24, 20, 18, 12];

/** The prices of a catalogue for a terminal, cheapest first; rows that were refused come before them, since they are what to look at. */
export function renderPrices(
  { prices, refused }: PriceCatalogue,
  options: { readonly colour: boolean },
): string {
  const paint = painter(options.colour);
  const stale = prices.filter((one) => one.stale !== null);
  const rows = prices.slice(0, MOST.prices).map((one) => rowOf(one));
  return [
    ...refused
      .slice(0, MOST.refused)
      .flatMap(({ file, line, instance, why }) =>
        named("REFUSED", `${file} line ${line}, ${instance}: ${why}`).map(paint.bad),
      ),
    ...more(refused.length - MOST.refused, "row was refused", "rows were refused").map(paint.bad),
    paint.quiet(cells(["machine", "GPUs", "kind", "per GPU and h"], "per hour, place, date")),
    ...rows,
    ...more(prices.length - MOST.prices, "price", "prices"),
    ...(stale.length === 0
      ? []
      : named(
          "note",
          `${plural(stale.length, "price")} to be doubted: ${stale[0]?.instance}: ${stale[0]?.stale}`,
        ).map(paint.note)),
    ...named("total", `${plural(prices.length, "price")}, ${plural(refused.length, "refused row")}`),
  ].join("\n");
}

function more(left: number, one: string, several: string): string[] {
  return left <= 0 ? [] : [`… and ${left} more ${left === 1 ? one : several}`];
}

function rowOf({
  provider,
  instance,
  gpu,
  gpuCount,
  kind,
  usdPerGpuHour,
  usdPerHour,
  region,
  asOf,
  stale,
}: ListedPrice): string {
  const gpus = gpu === null ? "none" : `${formatNumber(gpuCount, 2)} × ${gpu}`;
  const place = [provider, region].filter((word) => word !== null).join(" ");
  const date = `${asOf ?? "no date"}${stale === null ? "" : " !"}`;
  return cells(
    [instance, gpus, kind, usdPerGpuHour === null ? "—" : formatPrice(round(usdPerGpuHour), "USD")],
    `${formatPrice(round(usdPerHour), "USD")}  ${place}  ${date}`,
  );
}

/** A price to a hundredth of a cent: more says nothing. */
function round(usd: number): number {
  return Number(usd.toFixed(4));
}

function cells(texts: readonly string[], last: string): string {
  return `${texts.map((text, index) => printable(text).padEnd(WIDTHS[index] ?? 0)).join(" ")} ${printable(last)}`;
}
