import { z } from "zod";
import { count } from "../count.ts";
import { amount, money, perSec, share } from "../range.ts";
import { provenanceSchema } from "./provenance.ts";

const tokenPriceSchema = z.object({
  perMillion: money.describe("USD per million tokens"),
  longer: z
    .array(z.object({ aboveTokens: amount, perMillion: money }))
    .describe("prices of whole requests whose input has more tokens"),
});

const breakEvenSchema = z.object({
  machine: z.string().describe("machine type of the fleet that is held against it"),
  state: z
    .enum(["found", "never", "beyond"])
    .describe(
      "never: one replica costs more per request however full it is; beyond: no number of replicas that was tried pays off",
    ),
  pays: z
    .object({
      replicas: count,
      meanPerSec: perSec.describe("mean demand at which so many replicas cost as much as the hosted model"),
      busiestPerSec: perSec.describe("demand of the busiest hour then, at which they keep the objectives"),
      costPerMonth: money,
    })
    .nullable()
    .describe("the lowest demand at which a fleet of them costs no more; null where there is none"),
  alwaysPays: z
    .object({ replicas: count, meanPerSec: perSec, busiestPerSec: perSec })
    .nullable()
    .describe(
      "from this demand on the next replica is needed only where it pays for itself already, so the fleet costs no more at any higher demand, as long as each replica carries as much; null where that was not reached",
    ),
  words: z.string().describe("the same as a sentence"),
});

/** A hosted model beside a plan: what the tokens of the same demand would cost there. */
export const planHostedSchema = z.object({
  model: z.string().describe("as --hosted has it"),
  listedAs: z
    .string()
    .nullable()
    .describe("provider and model as the table has them; null where the user states the prices"),
  prices: z.object({
    input: tokenPriceSchema,
    output: tokenPriceSchema.nullable().describe("null where none is listed, as for embeddings"),
    cachedInput: tokenPriceSchema.nullable().describe("null where none is listed"),
    words: z.string(),
    asOf: z.string().nullable().describe("day on which they were listed; null where the user states them"),
    source: z.string(),
    stale: z.string().nullable().describe("why the day is to be doubted; null where it is recent"),
    isStated: z.boolean().describe("true: the user stated them; false: they stand in a price table"),
  }),
  tokens: z.object({
    meanInput: amount.describe("of each input"),
    mostInput: amount,
    output: amount.describe("of each answer"),
    cachedShare: share.describe("of the input, as the user states; 0 where nobody says it"),
    note: z.string().describe("who says so"),
  }),
  costPerRequest: money,
  costPerMillionRequests: money,
  costPerMillionTokens: money.describe("of input and output together, as the demand mixes them"),
  costPerMonth: money.describe("of the whole demand of the plan"),
  timesCheapestFleet: amount
    .nullable()
    .describe("costPerMonth over that of the cheapest fleet; null where no fleet keeps the objectives"),
  breakEven: breakEvenSchema
    .nullable()
    .describe("null where no fleet of one machine type was found to hold it against"),
  provenance: z.record(z.string(), provenanceSchema).describe("the kind of each number, by its key"),
  notes: z.array(z.string()),
});
