import { z } from "zod";
import { parseDecimal } from "../core/decimal.ts";
import { serverOptionsSchema } from "../server/options.ts";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";

const server = serverOptionsSchema.shape;

/**
 * The schema of every option of `plimsoll serve`: the settings of the server, with model names and durations as text.
 */
export const serveOptionsSchema = z.strictObject({
  model: z
    .array(z.string())
    .min(1)
    .default(["digits"])
    .describe("shipped model, or a .onnx file, served under its file name"),
  precision: z.enum(["fp32", "fp16", "int8"]).default("fp32").describe("variant of the shipped models"),
  host: server.host,
  port: server.port,
  allowedHost: server.allowedHosts,
  maxBatch: server.maxBatch,
  maxDelay: durationOption("longest wait of the oldest request for a fuller batch", WAIT).prefault("2ms"),
  preferred: z
    .array(
      z.preprocess(
        (given) => (typeof given === "string" ? (parseDecimal(given) ?? given) : given),
        z.int().min(1),
      ),
    )
    .default([])
    .describe("batch sizes to send as soon as they can be formed; none means the largest"),
  queueLimit: server.maxQueueSize,
  maxBytesUnderWay: server.maxBytesUnderWay,
  instances: server.instances,
  threads: server.intraOpThreads,
  ep: server.ep,
});

export type ServeOptions = InMs<z.output<typeof serveOptionsSchema>, "maxDelay">;

/** Reads the options of `plimsoll serve`. @throws one usage error with all problems */
export function parseServeOptions(sources: readonly Source[]): ServeOptions {
  return inMs(mergeOptions(serveOptionsSchema, sources).options, ["maxDelay"]);
}
