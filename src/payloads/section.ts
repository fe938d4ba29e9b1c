import { z } from "zod";
import { lengthsSchema } from "./lengths/index.ts";
import { repetitionSchema } from "./repetition/index.ts";

/** The `payload` part of a scenario: what its requests carry. What it leaves out is uniform and fits the model. */
export const payloadSchema = z.strictObject({
  items: z.int().min(1).max(4096).optional().describe("inputs in one request (client-side batch), else 1"),
  repetition: repetitionSchema
    .optional()
    .describe("which payload of the pool a request carries, else uniform"),
  lengths: lengthsSchema
    .optional()
    .describe("length of dynamic dimensions other than the batch, else what the model suggests"),
});

export type PayloadSection = z.output<typeof payloadSchema>;
