import { z } from "zod";
import { stackLawSchema, transferLawSchema } from "./stack-law.ts";
import { readVersioned } from "./versioned.ts";

/** Bumped whenever a key that other programs read changes its name or meaning. */
export const SERVICE_MODEL_SCHEMA_VERSION = 1;

const ms = z.number().min(0);

const originSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("table").describe("imported: measured by others"),
      file: z.string(),
      source: z
        .string()
        .nullable()
        .default(null)
        .describe("who measured it, when and under which licence, as --source states; null = nobody says"),
      sha256: z.string().describe("of the file"),
      format: z.string().describe("form of the table"),
      lines: z.array(z.int()).describe("lines of the file that were used"),
    }),
    z.object({
      kind: z.literal("measured").describe("measured here"),
      runs: z.array(z.string()).describe("folders or identifiers of the runs"),
    }),
  ])
  .describe("where the numbers come from");

const pointSchema = z.object({
  batch: z.int().min(1).describe("items in the execution"),
  length: z
    .int()
    .min(0)
    .default(0)
    .describe("length of its requests, such as tokens, to which shorter ones are padded; 0 = they have none"),
  inputMs: ms.describe("time to copy the inputs, ms"),
  computeMs: ms.describe("time to compute, ms; everything, where the parts are not known"),
  outputMs: ms.describe("time to copy the outputs, ms"),
  spread: z
    .number()
    .min(0)
    .describe("standard deviation of the logarithm of the time of an execution: its jitter"),
  quantiles: z
    .array(z.object({ share: z.number().min(0).max(1), timeMs: ms }))
    .default([])
    .describe("quantiles of the whole time, ms, where they were measured; empty = drawn from the spread"),
});

export const serviceModelSchema = z.object({
  schemaVersion: z.literal(SERVICE_MODEL_SCHEMA_VERSION),
  kind: z.literal("service-model"),
  plimsollVersion: z.string(),
  name: z.string().describe("what was calibrated, such as the series of a table"),
  server: z.object({
    name: z.string().nullable(),
    version: z.string().nullable(),
    backend: z.string().nullable(),
    accelerator: z.string().nullable(),
  }),
  device: z.object({
    name: z.string().nullable().describe("such as the name of a GPU"),
    count: z.int().min(1),
  }),
  model: z.object({
    name: z.string().nullable(),
    precision: z.string().nullable(),
    format: z.string().nullable(),
    sha256: z.string().nullable().describe("of the model's file; null = not known"),
  }),
  settings: z
    .object({
      instances: z.int().min(1).nullable(),
      maxBatch: z.int().min(1).nullable(),
      preferredSizes: z.array(z.int().min(1)),
      queueDelayMs: ms.nullable(),
    })
    .describe("of the server whose time was measured"),
  transport: z.string().nullable().describe("way on which the calibration reached the server"),
  itemBytes: z
    .number()
    .min(0)
    .nullable()
    .describe("bytes that one item carries to the server, without a length; null = not known"),
  itemBytesPerLength: z
    .number()
    .min(0)
    .default(0)
    .describe("bytes that it carries for each unit of its length, on top"),
  aloneTransferMs: ms.nullable().describe("time that a single request spent outside the server, ms"),
  points: z
    .array(pointSchema)
    .min(1)
    .describe("times of executions, by length and batch, from the smallest on"),
  range: z
    .object({
      leastBatch: z.int().min(1),
      mostBatch: z.int().min(1),
      leastLength: z.int().min(0).default(0),
      mostLength: z.int().min(0).default(0),
    })
    .describe(
      "batches that were measured at every length, and lengths; others are refused without --extrapolate",
    ),
  residuals: z
    .object({
      medianPercent: z.number().min(0),
      worstPercent: z.number().min(0),
      how: z.string(),
    })
    .nullable()
    .describe("how far the time of a measured size is off when it is left out; null = too few sizes"),
  stack: stackLawSchema
    .nullable()
    .describe("how the software groups requests and shares its device; null = not known"),
  transfer: transferLawSchema.nullable().describe("how the time on the way grows; null = not known"),
  origin: originSchema,
  notes: z.array(z.string()).describe("what weakens the model, in sentences"),
});

export type ServiceModelDocument = z.output<typeof serviceModelSchema>;

/**
 * Reads a JSON value as a service model.
 *
 * @param name of what was read, with which messages begin
 * @throws usage error of one sentence, whatever the value is
 */
export function readServiceModel(json: unknown, name: string): ServiceModelDocument {
  return readVersioned<ServiceModelDocument>(json, name, {
    "service-model": {
      noun: "a service model",
      schema: serviceModelSchema,
      version: SERVICE_MODEL_SCHEMA_VERSION,
      migrations: {},
    },
  });
}
