import { z } from "zod";
import { count } from "./count.ts";

/** Whether repeated requests were answered faster than fresh ones, found by `--cache-check`. */
export const cacheCheckSchema = z.object({
  samples: count.describe("pairs of requests that were both answered ok"),
  differentMs: z.number().nullable().describe("median time of requests that the server had not seen"),
  repeatedMs: z.number().nullable().describe("median time of always the same request"),
  ratio: z.number().nullable().describe("median over pairs of repeated ÷ different"),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe("95 % interval of the ratio, from order statistics"),
  suspected: z
    .boolean()
    .nullable()
    .describe("the whole interval is below 0.9: answers seem to come from a cache; null = too few pairs"),
});

/** How many labelled items were answered right, found by `--verify labels`. */
export const accuracySchema = z.object({
  checked: count.describe("labelled items in ok answers of the measured part"),
  right: count.describe("items whose class is their label"),
  share: z.number().nullable().describe("right ÷ checked; null when nothing was checked"),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe("95 % interval of Wilson, at the number of different items: a repeated one tells nothing new"),
  differentItems: count.describe("different items among them"),
  beforeLoad: z
    .number()
    .nullable()
    .describe("share of the same items that was right when each request was asked alone, before the load"),
  differing: count.describe("items that were given another class then"),
});
