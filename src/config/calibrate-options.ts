import { z } from "zod";
import { usageError } from "../core/errors.ts";
import type { StatedFacts } from "../simulator/calibration/formats/table-format.ts";
import { durationOption, WAIT } from "./duration.ts";
import { kebab, mergeOptions, type Source } from "./merge.ts";
import { runOptionsSchema, serverUrlSchema } from "./run-options.ts";

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
  url: serverUrlSchema
    .optional()
    .describe(
      "server to measure instead: closed loops of one user, batch by batch; give what it does not tell, such as --backend and --instances",
    ),
  target: runOptionsSchema.shape.target,
  model: z.string().optional().describe("--url: model to call"),
  batches: z
    .string()
    .optional()
    .describe("--url: items in a request, else 1,2,4,8,16,32 up to the first that the server refuses"),
  sequenceLengths: z
    .string()
    .optional()
    .describe(
      "--url: lengths of the requests, such as 16,64,256, each with every batch; for models that take any length",
    ),
  duration: z.string().optional().describe("--url: length of each run, else 5s"),
  warmup: z.string().optional().describe("--url: traffic before each, not counted, else 1s"),
  seed: z.int().min(0).optional().describe("--url: seed of what the requests carry"),
  lateness: z.string().optional().describe("--url: as of plimsoll run"),
  header: z.array(z.string()).optional().describe("--url: header of every request, as of plimsoll run"),
  resume: z.string().optional().describe("folder of a calibration that was cut off: measure what is missing"),
  series: z.string().optional().describe("the one series of the table to take; without it, all"),
  predict: z
    .boolean()
    .default(false)
    .describe("predict the online rows of each series, and hold the predictions against what the table says"),
  out: z
    .string()
    .optional()
    .describe(
      "folder for the service models, one file for each series, else service-models; with --url, of its runs too, else reports/<time>-calibration",
    ),
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
    WAIT,
  ).optional(),
  source: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe("--table: who measured it, when, and under which licence; plans say so in their first lines"),
});

export type CalibrateOptions = z.output<typeof calibrateOptionsSchema>;

/** Reads the options of `plimsoll calibrate`. @throws one usage error with all problems */
export function parseCalibrateOptions(sources: readonly Source[]): CalibrateOptions {
  const { options } = mergeOptions(calibrateOptionsSchema, sources);
  const { table, results, url, resume } = options;
  const from = Object.entries({ table, results, url: url ?? resume }).filter(
    ([, value]) => value !== undefined,
  );
  if (from.length === 0)
    throw usageError(
      "nothing says what to calibrate from",
      "give --url of a server, --results with measured runs, or --table FILE.csv with measurements; docs/calibration.md describes them",
    );
  if (from.length > 1)
    throw usageError(
      `${from.map(([name]) => `--${name}`).join(" and ")} are measurements of ${from.length === 2 ? "two" : "three"} sources`,
      "leave out all but one",
    );
  if (table === undefined) refuseIdle(options, ["source"], "without --table");
  if (url === undefined && resume === undefined) refuseIdle(options, ONLY_MEASURED, "without --url");
  else refuseIdle(options, ["series", "predict", "extrapolate"], "with --url");
  return options;
}

/** The options that say how a server is measured. */
const ONLY_MEASURED = [
  "target",
  "model",
  "batches",
  "sequenceLengths",
  "duration",
  "warmup",
  "seed",
  "lateness",
  "header",
] as const satisfies readonly (keyof CalibrateOptions)[];

function refuseIdle(
  options: CalibrateOptions,
  names: readonly (keyof CalibrateOptions)[],
  why: string,
): void {
  const idle = names.filter((name) => options[name] !== undefined && options[name] !== false);
  if (idle.length > 0)
    throw usageError(
      `${idle.map((name) => `--${kebab(name)}`).join(" and ")} would do nothing ${why}`,
      "leave it out",
    );
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
