import { z } from "zod";
import { formatNumber } from "../core/format.ts";
import { exponential, gamma as gammaDraw } from "../core/rng.ts";
import { defineArrivals } from "./arrival-process.ts";
import { logGamma } from "./log-gamma.ts";
import { ratePerSecOption } from "./rate.ts";
import { clumpCycle } from "./renewal.ts";

/** Coefficient of variation c of the gaps: c² = Γ(1 + 2/k) / Γ(1 + 1/k)² − 1, which falls as k rises. */
function cvOfShape(shape: number): number {
  // expm1 and not exp − 1: near c = 0.05 the ratio is 1.0025.
  return Math.sqrt(Math.expm1(logGamma(1 + 2 / shape) - 2 * logGamma(1 + 1 / shape)));
}

/** The shape k that gives a cv, by bisection; k = 0.1 means cv 430 and k = 100 cv 0.013. */
function shapeOfCv(cv: number): number {
  let low = 0.1;
  let high = 100;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (cvOfShape(middle) > cv) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Weibull renewal process: gaps = s·E^{1/k} with E ~ Exp(1), so their mean s·Γ(1 + 1/k) is 1/λ. ServeGen
 * (arXiv 2505.09999) finds it the best fit of a sixth to a third of its clients' windows, gamma of the others.
 * IDC(∞) = c² (Cox & Lewis 1966, ch. 4).
 *
 * The first gap is U times a length-biased gap: with density ∝ x·f(x), E is Gamma(1 + 1/k) instead of Gamma(1).
 */
export const weibull = defineArrivals({
  kind: "weibull",
  title: "clumped arrivals with a heavier tail of gaps than gamma has",
  options: z.strictObject({
    kind: z.literal("weibull"),
    ratePerSec: ratePerSecOption,
    cv: z.number().min(0.05).max(50).describe("coefficient of variation of the gaps; 1 is Poisson"),
  }),
  meanRatePerSec: (o) => o.ratePerSec,
  describe: (o) => `Weibull gaps, cv ${o.cv} (shape k = ${formatNumber(shapeOfCv(o.cv))})`,
  theory: (o) => ({ interArrivalCv: o.cv, cycle: clumpCycle(o.cv, o.ratePerSec) }),
  start(o, rng) {
    const power = 1 / shapeOfCv(o.cv);
    const scaleMs = 1000 / (o.ratePerSec * Math.exp(logGamma(1 + power)));
    let offsetMs = 0;
    let first = true;
    return () => {
      offsetMs += first
        ? rng() * gammaDraw(rng, 1 + power) ** power * scaleMs
        : Math.exp(power * Math.log(exponential(rng))) * scaleMs; // E^power, faster than `**`
      first = false;
      return offsetMs;
    };
  },
});
