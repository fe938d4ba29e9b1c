import { z } from "zod";
import { usageError } from "../core/errors.ts";
import type { StatedFacts } from "../simulator/calibration/formats/table-format.ts";
import { durationOption } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";

const fact = (what: string) =>
  z.string().min(1).optional().describe(`${what}, for rows whose table does not say it`);

/** The schema of every option of `plimsoll calibrate`. */
export const calibrateOptionsSchema = z.strictObject({
  table: z
    .string()
    .optional()
    .describe(
      "measurements of others: tidy CSV (docs/calibration.md), perf_analyzer's or Model Analyzer's CSV; each series is fitted on its offline rows",
    ),
  results: z
    .array(z.string())
    .optional()
    .describe(
      "measured runs instead of a table, folders or their result.json: closed loops of a server that tells its own times; those of one user give the times of executions",
    ),
  series: z.string().optional().describe("the one series of the table to take; without it, all"),
  predict: z
    .boolean()
    .default(false)
    .describe("predict the online rows of each series, and hold the predictions against what the table says"),
  out: z
    .string()
    .default("service-models")
    .describe("folder for the service models, one file for each series; not with --predict"),
  extrapolate: z
    .boolean()
    .default(false)
    .describe("predict also outside of what was measured; what comes out is marked"),
  backend: fact("backend, such as TensorRT or PyTorch"),
  accelerator: fact("accelerator of the backend, such as TensorRT in ONNX Runtime"),
  serverVersion: fact("version of the server"),
  device: fact("device, such as the name of a GPU"),
  transport: fact("way to the server: http, grpc, or shm for shared memory"),
  instances: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("instances of the model, for rows whose table does not say it"),
  maxBatch: z
    .int()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe("most items in an execution, for rows whose table does not say it"),
  queueDelay: durationOption(
    "longest time the server waits for a larger batch, for rows whose table does not say it",
  ).optional(),
});

export type CalibrateOptions = z.output<typeof calibrateOptionsSchema>;

/** Reads the options of `plimsoll calibrate`. @throws one usage error with all problems */
export function parseCalibrateOptions(sources: readonly Source[]): CalibrateOptions {
  const { options } = mergeOptions(calibrateOptionsSchema, sources);
  if (options.table === undefined && options.results === undefined)
    throw usageError(
      "nothing says what to calibrate from",
      "give --results with measured runs, or --table FILE.csv with measurements; docs/calibration.md describes both",
    );
  if (options.table !== undefined && options.results !== undefined)
    throw usageError("--table and --results are measurements of two sources", "leave out either");
  return options;
}

/** The facts that the options state for rows whose table does not. */
export function statedFacts(options: CalibrateOptions): StatedFacts {
  const { backend, accelerator, serverVersion, device, transport, instances, maxBatch, queueDelay } = options;
  const stated = {
    backend,
    accelerator,
    version: serverVersion,
    device,
    transport,
    instances,
    maxBatch,
    queueDelayMs: queueDelay,
  };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
}
