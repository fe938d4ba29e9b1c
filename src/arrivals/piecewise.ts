import { z } from "zod";
import { parseDecimal } from "../core/decimal.ts";
import { usageError } from "../core/errors.ts";
import { formatDurationMs, parseDurationMs } from "../core/units.ts";
import { forever, linear, rateCurve } from "./curve.ts";
import { curveRateOption, cvOption, formatCv, formatRate, momentMsOption } from "./rate.ts";
import { defineCurveArrivals } from "./rate-curve.ts";

const point = z.strictObject({
  atMs: momentMsOption.describe("ms from the start of the measured part"),
  ratePerSec: curveRateOption.describe("rate from there, or there, requests per second"),
});

const options = z.strictObject({
  kind: z.literal("piecewise"),
  points: z
    .array(point)
    .min(1)
    .max(10_000)
    .refine((points) => points[0] === undefined || points[0].atMs === 0, "the first point must be at 0 ms")
    .refine(
      (points) => points.every(({ atMs }, i) => i === 0 || atMs > (points[i - 1]?.atMs ?? 0)),
      "points must rise in time",
    )
    .refine((points) => points.some(({ ratePerSec }) => ratePerSec > 0), "some rate must be above 0")
    .describe("the rate at moments of the run; the last one holds to the end"),
  interpolation: z
    .enum(["linear", "step"])
    .default("linear")
    .describe("between two points: a straight line, or the rate of the earlier one"),
  cv: cvOption,
});

/** λ(t) through given points: straight lines between them, or steps; the last rate holds (`rate-curve.ts`). */
export const piecewise = defineCurveArrivals({
  kind: "piecewise",
  title: "a rate drawn by hand: points in time, joined by lines or steps",
  options,
  cv: (o) => o.cv,
  readSpec: readPoints,
  describe(o) {
    const shown = o.points
      .slice(0, 8)
      .map(({ atMs, ratePerSec }) => `${formatRate(ratePerSec)} at ${formatDurationMs(atMs)}`);
    const more = o.points.length > 8 ? `, and ${o.points.length - 8} points more` : "";
    return `${shown.join(", ")}${more}, ${o.interpolation === "step" ? "in steps" : "straight between"}${formatCv(o.cv)}`;
  },
  curve(o) {
    const pieces = o.points.map(({ atMs, ratePerSec }, i) => {
      const next = o.points[i + 1];
      if (next === undefined) return forever(ratePerSec);
      return linear(next.atMs - atMs, ratePerSec, o.interpolation === "step" ? ratePerSec : next.ratePerSec);
    });
    return rateCurve(pieces, false);
  },
});

/** Reads `0s=50,10s=300` as points; leaves other pairs in `rest`. */
function readPoints(text: string): { parsed: Record<string, unknown>; rest: string } {
  const points: { atMs: number; ratePerSec: number }[] = [];
  const rest: string[] = [];
  for (const pair of text.split(",")) {
    const [time = "", rate = ""] = pair.split("=");
    if (!/^[\d.]/.test(time)) {
      rest.push(pair);
      continue;
    }
    const atMs = parseDurationMs(time);
    if (atMs === undefined) {
      throw usageError(`--arrivals: ${time} in "${pair}" is not a duration`, "write points as 10s=300");
    }
    const ratePerSec = parseDecimal(rate);
    if (ratePerSec === undefined) {
      throw usageError(`--arrivals: the rate in "${pair}" is not a number`, "write points as 10s=300");
    }
    points.push({ atMs, ratePerSec });
  }
  return { parsed: points.length > 0 ? { points } : {}, rest: rest.join(",") };
}
