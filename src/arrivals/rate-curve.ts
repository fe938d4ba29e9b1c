import type { z } from "zod";
import { type ArrivalContext, type ArrivalProcess, defineArrivals } from "./arrival-process.ts";
import type { RateCurve } from "./curve.ts";
import { startGammaRenewal } from "./renewal.ts";

/** The definition of an arrival process whose rate changes. */
interface CurveArrivals<Schema extends z.ZodObject> {
  readonly kind: string;
  readonly title: string;
  readonly options: Schema;
  describe(options: z.output<Schema>): string;
  curve(options: z.output<Schema>, context: ArrivalContext): RateCurve;
  cv(options: z.output<Schema>): number;
  readonly readSpec?: ArrivalProcess["readSpec"];
}

/** An arrival process whose expected rate is a curve. */
export interface CurveProcess<Schema extends z.ZodObject> extends ArrivalProcess<Schema> {
  curve(options: z.output<Schema>, context: ArrivalContext): RateCurve;
}

/**
 * Rate curve × CV: a stationary gamma renewal process s_1 < s_2 < … of rate 1 and the given cv, mapped through the
 * inverse of the cumulative rate, t_i = Λ⁻¹(s_i), Λ(t) = ∫₀ᵗ rate. E N(t) = Λ(t) at every t, since the renewal process
 * starts stationary; with cv 1 this is the Poisson process of that rate, and Var N(t) → cv²·Λ(t) (Gerhardt & Nelson
 * 2009, "Transforming renewal processes for simulation of nonstationary arrival processes").
 *
 * Nothing is rescaled to a promised total: that would take the variance out of every count.
 */
export function defineCurveArrivals<Schema extends z.ZodObject>(
  process: CurveArrivals<Schema>,
): CurveProcess<Schema> {
  const { kind, title, options, describe, curve, cv, readSpec } = process;
  const meanRatePerSec = (o: z.output<Schema>, context: ArrivalContext) =>
    (curve(o, context).cumulative(context.horizonMs) / context.horizonMs) * 1000;
  const arrivals = defineArrivals<Schema>({
    kind,
    title,
    options,
    describe,
    meanRatePerSec,
    /** The rate at 0, or the mean where that is 0: a warm-up without requests warms nothing. */
    startRatePerSec: (o, context) => curve(o, context).ratePerSec(0) || meanRatePerSec(o, context),
    theory: () => ({}),
    start(o, rng, context) {
      const next = startGammaRenewal(rng, cv(o), 1);
      const inverse = curve(o, context).inverter();
      return () => inverse(next());
    },
  });
  return { ...arrivals, curve, ...(readSpec && { readSpec }) };
}
