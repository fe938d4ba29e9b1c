import { z } from "zod";
import { defineLengths, lengthOption } from "./length-distribution.ts";

export const bimodal = defineLengths({
  kind: "bimodal",
  title: "two kinds of inputs on one endpoint, such as search queries and whole documents",
  options: z
    .strictObject({
      kind: z.literal("bimodal"),
      short: lengthOption.describe("length of the short inputs"),
      long: lengthOption.describe("length of the long inputs"),
      longShare: z.number().min(0).max(1).describe("share of the inputs that are long"),
    })
    .refine(({ short, long }) => short <= long, { error: "short must not be above long", path: ["short"] }),
  describe: ({ short, long, longShare }) => `${short}, and ${long} for a share of ${longShare}`,
  bounds: ({ short, long, longShare }) => [longShare === 1 ? long : short, longShare === 0 ? short : long],
  draw: ({ short, long, longShare }, rng) => (rng() < longShare ? long : short),
});
