import { z } from "zod";
import { defineLengths, lengthOption } from "./length-distribution.ts";

export const uniform = defineLengths({
  kind: "uniform",
  title: "every length between two bounds equally often: no real traffic, but a plain way to cover a range",
  options: z
    .strictObject({
      kind: z.literal("uniform"),
      min: lengthOption.describe("shortest length"),
      max: lengthOption.describe("longest length"),
    })
    .refine(({ min, max }) => min <= max, { error: "min must not be above max", path: ["min"] }),
  describe: ({ min, max }) => `evenly from ${min} to ${max}`,
  bounds: ({ min, max }) => [min, max],
  draw: ({ min, max }, rng) => min + Math.floor(rng() * (max - min + 1)),
});
