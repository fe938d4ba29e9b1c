import { z } from "zod";
import { formatDurationMs } from "../core/units.ts";
import { forever, linear, rateCurve } from "./curve.ts";
import { cvOption, formatCv, formatRate, momentMsOption, ratePerSecOption } from "./rate.ts";
import { defineCurveArrivals } from "./rate-curve.ts";

/** A trapezoid on a base rate: up within `riseMs` from `atMs` on, `holdMs` at the peak, down within `fallMs`. */
export const spike = defineCurveArrivals({
  kind: "spike",
  title: "one burst at a known moment: a batch job, a retry storm, a cache that was flushed",
  options: z.strictObject({
    kind: z.literal("spike"),
    ratePerSec: ratePerSecOption.describe("rate before and after, requests per second"),
    peak: z.number().min(1).max(1000).default(5).describe("rate in the spike over rate outside"),
    atMs: momentMsOption.default(10_000).describe("when the rise begins, ms"),
    riseMs: momentMsOption.default(1000).describe("length of the rise, ms"),
    holdMs: momentMsOption.default(5000).describe("time at the peak, ms"),
    fallMs: momentMsOption.default(1000).describe("length of the fall, ms"),
    cv: cvOption,
  }),
  cv: (o) => o.cv,
  describe(o) {
    const peakMs = o.atMs + o.riseMs;
    return (
      `${formatRate(o.ratePerSec)}, from ${formatDurationMs(peakMs)} to ${formatDurationMs(peakMs + o.holdMs)} ` +
      `${formatRate(o.ratePerSec * o.peak)}${formatCv(o.cv)}`
    );
  },
  curve(o) {
    const peakPerSec = o.ratePerSec * o.peak;
    const pieces = [
      linear(o.atMs, o.ratePerSec, o.ratePerSec),
      linear(o.riseMs, o.ratePerSec, peakPerSec),
      linear(o.holdMs, peakPerSec, peakPerSec),
      linear(o.fallMs, peakPerSec, o.ratePerSec),
    ];
    return rateCurve([...pieces.filter(({ lengthMs }) => lengthMs > 0), forever(o.ratePerSec)], false);
  },
});
