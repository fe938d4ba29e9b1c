import { z } from "zod";
import { forever, linear, rateCurve } from "./curve.ts";
import { curveRateOption, cvOption, formatCv, formatRate } from "./rate.ts";
import { defineCurveArrivals } from "./rate-curve.ts";

const options = z
  .strictObject({
    kind: z.literal("ramp"),
    fromPerSec: curveRateOption.describe("rate at the start, requests per second"),
    toPerSec: curveRateOption.describe("rate at the end, requests per second"),
    cv: cvOption,
  })
  .refine((o) => o.fromPerSec > 0 || o.toPerSec > 0, {
    error: "some rate must be above 0",
    path: ["toPerSec"],
  });

/** λ(t) = a + (b − a)·t/T over the horizon T (`rate-curve.ts`). Λ(T) = T·(a + b)/2. */
export const ramp = defineCurveArrivals({
  kind: "ramp",
  title: "a steady climb, or descent, over the whole run: where does it break?",
  options,
  cv: (o) => o.cv,
  describe: (o) =>
    `from ${formatRate(o.fromPerSec)} to ${formatRate(o.toPerSec)} over the measured part, ` +
    `${formatRate((o.fromPerSec + o.toPerSec) / 2)} on average${formatCv(o.cv)}`,
  curve: (o, { horizonMs }) =>
    rateCurve([linear(horizonMs, o.fromPerSec, o.toPerSec), forever(o.toPerSec)], false),
});
