import { z } from "zod";
import { formatDurationMs } from "../core/units.ts";
import { decayForever, forever, linear, rateCurve } from "./curve.ts";
import { cvOption, formatCv, formatRate, lengthMsOption, momentMsOption, ratePerSecOption } from "./rate.ts";
import { defineCurveArrivals } from "./rate-curve.ts";

/**
 * A base rate λ; from `atMs` a straight rise to R·λ; then λ(t) = λ·(1 + (R − 1)·e^{−(t − t_peak)/τ}): a fast rise and a
 * slow exponential loss of interest (the shape of a flash crowd: Ari, Hong, Miller, Brandt & Long 2003).
 */
export const flashCrowd = defineCurveArrivals({
  kind: "flash-crowd",
  title: "everybody comes at once and leaves slowly: news, a launch, a link from a big site",
  options: z.strictObject({
    kind: z.literal("flash-crowd"),
    ratePerSec: ratePerSecOption.describe("rate before, requests per second"),
    peak: z.number().min(1).max(1000).default(10).describe("highest rate over the rate before"),
    atMs: momentMsOption.default(10_000).describe("when the rise begins, ms"),
    riseMs: momentMsOption.default(5000).describe("length of the rise, ms"),
    decayMs: lengthMsOption.default(20_000).describe("time constant with which the crowd leaves, ms"),
    cv: cvOption,
  }),
  cv: (o) => o.cv,
  describe: (o) =>
    `${formatRate(o.ratePerSec)}, ${formatRate(o.ratePerSec * o.peak)} at ${formatDurationMs(o.atMs + o.riseMs)}, ` +
    `half of the crowd gone ${formatDurationMs(o.decayMs * Math.LN2)} later${formatCv(o.cv)}`,
  curve(o) {
    const peakPerSec = o.ratePerSec * o.peak;
    const pieces = [linear(o.atMs, o.ratePerSec, o.ratePerSec), linear(o.riseMs, o.ratePerSec, peakPerSec)];
    const after =
      o.peak === 1 ? forever(o.ratePerSec) : decayForever(o.ratePerSec, peakPerSec - o.ratePerSec, o.decayMs);
    return rateCurve([...pieces.filter(({ lengthMs }) => lengthMs > 0), after], false);
  },
});
