import { z } from "zod";
import { formatDurationMs } from "../core/units.ts";
import { rateCurve, sineWave } from "./curve.ts";
import { cvOption, formatCv, formatRate, lengthMsOption, ratePerSecOption } from "./rate.ts";
import { defineCurveArrivals } from "./rate-curve.ts";

/** λ(t) = λ·(1 + a·sin(2πt/P)), beginning at the mean and rising (`rate-curve.ts`). */
export const sine = defineCurveArrivals({
  kind: "sine",
  title: "a rate that swings evenly around its mean",
  options: z.strictObject({
    kind: z.literal("sine"),
    ratePerSec: ratePerSecOption.describe("mean over a period, requests per second"),
    amplitude: z.number().min(0).max(1).default(0.5).describe("height of the swing, as a share of the mean"),
    periodMs: lengthMsOption.default(60_000).describe("length of one swing, ms"),
    cv: cvOption,
  }),
  cv: (o) => o.cv,
  describe: (o) =>
    `between ${formatRate(o.ratePerSec * (1 - o.amplitude))} and ${formatRate(o.ratePerSec * (1 + o.amplitude))} ` +
    `every ${formatDurationMs(o.periodMs)}, first peak at ${formatDurationMs(o.periodMs / 4)}${formatCv(o.cv)}`,
  curve: (o) => rateCurve([sineWave(o.periodMs, o.ratePerSec, o.amplitude)], true),
});
