import { z } from "zod";
import { createRng } from "../core/rng.ts";
import { defineArrivals } from "./arrival-process.ts";
import { mergeStreams } from "./merge.ts";
import { formatRate, ratePerSecOption } from "./rate.ts";
import { clumpCycle, startGammaRenewal } from "./renewal.ts";

const options = z.strictObject({
  kind: z.literal("clients"),
  ratePerSec: ratePerSecOption.describe("mean rate of all clients together, requests per second"),
  count: z.int().min(1).max(1000).default(20).describe("number of clients"),
  zipf: z.number().min(0).max(5).default(1.1).describe("client i has a rate proportional to 1/i^zipf"),
  cv: z.number().min(0.05).max(50).default(2).describe("coefficient of variation of each client's gaps"),
});

/** The rates of the clients per second: λ_i = λ·i^{−z} / Σ_j j^{−z}. */
function ratesPerSec(o: z.output<typeof options>): number[] {
  const weights = Array.from({ length: o.count }, (_, i) => (i + 1) ** -o.zipf);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (o.ratePerSec * weight) / sum);
}

/**
 * Superposition of independent clients, each a stationary gamma renewal process, with Zipf-like rates: the structure
 * that ServeGen (arXiv 2505.09999) finds in production, where 1 to 7 % of the clients send half of the requests. It
 * is not a renewal process: gaps look more regular than any client's, counts over long windows do not, IDC(∞) = c².
 */
export const clients = defineArrivals({
  kind: "clients",
  title: "many bursty clients, of whom a few send most of the traffic",
  options,
  meanRatePerSec: (o) => o.ratePerSec,
  describe(o) {
    const rates = ratesPerSec(o);
    const [top = 0] = rates;
    return (
      `${o.count} clients with cv ${o.cv}, the busiest ${formatRate(top)} ` +
      `(${((100 * top) / o.ratePerSec).toFixed(0)} % of all), the quietest ${formatRate(rates.at(-1) ?? 0)}`
    );
  },
  theory: (o) => ({
    ...(o.count === 1 ? { interArrivalCv: o.cv } : o.cv === 1 ? { idc: () => 1 } : {}),
    cycle: clumpCycle(o.cv, o.ratePerSec),
  }),
  start(o, rng) {
    const seed = Math.floor(rng() * 2 ** 53);
    const streams = ratesPerSec(o).map((ratePerSec, i) =>
      startGammaRenewal(createRng(seed, `client ${i}`), o.cv, 1000 / ratePerSec),
    );
    return mergeStreams(streams);
  },
});
