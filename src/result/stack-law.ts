import { z } from "zod";

const share = z.number().min(0).max(1);

/** Errors of predictions, in percent of what was measured, without their signs: the median and the 90th percentile. */
const errorSchema = z.object({
  medianPercent: z.number().min(0),
  p90Percent: z.number().min(0),
});

/** The origin of fitted numbers, and how far predictions by them were off. */
export const fitSchema = z.object({
  source: z.string().describe("the measurements that the numbers were fitted to"),
  series: z.int().min(0).describe("series of measurements that the numbers were fitted to"),
  points: z.int().min(0).describe("measured loads that were predicted to judge the numbers"),
  throughput: errorSchema.nullable().describe("error of requests per second; null = not judged"),
  p50: errorSchema.nullable(),
  p95: errorSchema.nullable(),
});

/** The way in which a software stack makes groups of requests and lets its instances share a device, beyond one series. */
export const stackLawSchema = z.object({
  id: z.string().min(1),
  words: z.string().min(1).describe("the law in words, for reports"),
  backend: z.string().nullable().describe("backend that it holds for; null = any"),
  accelerator: z.string().nullable().describe("accelerator that it holds for; null = any"),
  versions: z
    .object({ from: z.string().nullable(), before: z.string().nullable() })
    .nullable()
    .describe("versions of the server that it holds for; null = any, or not told apart"),
  queueDelay: z
    .enum(["none", "some"])
    .nullable()
    .describe("whether it holds for servers that wait for larger batches; null = both"),
  groupsAheadPerInstance: z
    .number()
    .min(0)
    .describe("closed groups that wait for each instance: later requests cannot join them"),
  mergesAhead: z
    .boolean()
    .describe("whole closed groups are joined, as far as they fit, when an instance takes the first"),
  onlyCompleteAhead: z
    .boolean()
    .default(false)
    .describe("groups are closed ahead only where they could grow no further"),
  sharing: z
    .enum(["one-at-a-time", "in-order", "stretched"])
    .describe(
      "one-at-a-time: one execution, whatever the number of instances; in-order: instances prepare side by side and compute one after another; stretched: overlapping executions slow each other down",
    ),
  stretch: z
    .object({
      idle: z
        .number()
        .min(1)
        .describe("times as long as alone, for an execution that hardly loads the device"),
      full: z.number().min(1).describe("times as long as alone, at the device's best rate"),
    })
    .nullable()
    .describe("how two executions slow each other down, between the two by the share of the best rate"),
  stepShare: share.describe(
    "how far a batch between two measured sizes takes the time of the larger one: 0 = in proportion, 1 = all of it",
  ),
  inputOverlaps: z.boolean().describe("inputs are copied while another instance computes"),
  inputStretch: z
    .object({
      most: z.number().min(1).describe("times as long as through shared memory"),
      requests: z.number().min(1).describe("requests in a batch from which it takes that long"),
    })
    .nullable()
    .describe("how much longer inputs that came over a network take to copy; null = no longer"),
  fit: fitSchema,
});

/**
 * The time that requests spend on their way, in a closed loop of N: `(overhead + bytes) ms`, where overhead is
 * `base × share × items^itemsPower × N^exponent` and bytes is `megabytes × perMegabyteMs × N^megabyteExponent`.
 */
export const transferLawSchema = z.object({
  id: z.string().min(1),
  words: z.string().min(1),
  backend: z
    .string()
    .nullable()
    .default(null)
    .describe("backend that it holds for; null = any that has no law of its own"),
  transports: z.array(z.string()).min(1).describe("beginnings of the names of transports that it holds for"),
  baseMs: z.number().positive().describe("time of one request alone, ms, where the table does not tell it"),
  share: z.number().min(0),
  exponent: z.number().min(0).max(1),
  itemsPower: z.number().min(0).max(1).describe("for requests whose size is not stated"),
  perMegabyteMs: z.number().min(0).describe("for requests whose size is stated"),
  megabyteExponent: z.number().min(0).max(1),
  spread: share.describe(
    "the answers of a batch leave one after another, over 1 − spread to 1 + spread times that time",
  ),
  fit: fitSchema,
});

/** A file of laws: those of stacks, in the order in which they are tried, and those of transfers. */
export const stackLawsSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal("stack-laws"),
  stacks: z.array(stackLawSchema).min(1),
  transfers: z.array(transferLawSchema),
  heldOut: fitSchema
    .nullable()
    .default(null)
    .describe(
      "errors over all stacks, for configurations that the laws were not fitted to; null = not judged",
    ),
});

export type StackLaw = z.output<typeof stackLawSchema>;
export type TransferLaw = z.output<typeof transferLawSchema>;
export type StackLaws = z.output<typeof stackLawsSchema>;
