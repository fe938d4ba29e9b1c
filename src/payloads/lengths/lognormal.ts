import { z } from "zod";
import { normal } from "../../core/rng.ts";
import { defineLengths, lengthOption } from "./length-distribution.ts";

/**
 * Lognormal lengths. If ln L is normal with variance σ² = ln(1 + cv²) and mean ln(mean) − σ²/2, then L has that mean
 * and that coefficient of variation. Lengths are rounded, and cut at `max` as a tokenizer cuts a text that is too long:
 * where much lies beyond `max`, mean and CV come out lower than asked for.
 */
export const lognormal = defineLengths({
  kind: "lognormal",
  title: "texts as people write them: most of them short, a long tail, cut where the model ends",
  options: z
    .strictObject({
      kind: z.literal("lognormal"),
      mean: z.number().min(1).max(8192).describe("mean length before the cut"),
      cv: z.number().positive().max(10).describe("standard deviation over mean before the cut"),
      max: lengthOption.describe("longer inputs are cut here"),
    })
    .refine(({ mean, max }) => mean <= max, { error: "mean must not be above max", path: ["mean"] }),
  describe: ({ mean, cv, max }) => `lognormal with mean ${mean} and CV ${cv}, cut at ${max}`,
  bounds: ({ max }) => [1, max],
  draw({ mean, cv, max }, rng) {
    const variance = Math.log(1 + cv ** 2);
    const length = Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * normal(rng));
    return Math.min(max, Math.max(1, Math.round(length)));
  },
});
