import { readFileSync } from "node:fs";
import { catalogueOf, readPrices } from "plimsoll/internal";

const FILE = new URL("prices.csv", import.meta.url);

/**
 * The lowest and the highest listed price of an hour of each GPU.
 *
 * @returns {Map<string, { low: number, high: number }>}
 */
export function gpuPrices() {
  const facts = { file: "prices.csv", provider: null, asOf: null };
  const { rows } = readPrices(readFileSync(FILE, "utf8"), facts);
  const { prices, refused } = catalogueOf([{ file: "prices.csv", rows }], "2026-11-30");
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  const found = new Map();
  for (const { gpu, usdPerGpuHour } of prices) {
    if (gpu === null || usdPerGpuHour === null) continue;
    const before = found.get(gpu) ?? { low: usdPerGpuHour, high: usdPerGpuHour };
    found.set(gpu, { low: Math.min(before.low, usdPerGpuHour), high: Math.max(before.high, usdPerGpuHour) });
  }
  return found;
}
