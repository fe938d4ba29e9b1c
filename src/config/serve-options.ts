import { z } from "zod";
import { EXECUTION_PROVIDERS } from "../onnx/execution-provider.ts";
import { durationOption } from "./duration.ts";

/** Every option of `plimsoll serve`, declared once. */
export const serveOptionsSchema = z.strictObject({
  model: z
    .array(z.string())
    .min(1)
    .default(["digits"])
    .describe("shipped model, or a .onnx file (served under its file name)"),
  precision: z.enum(["fp32", "fp16", "int8"]).default("fp32").describe("variant of the shipped models"),
  host: z
    .string()
    .default("127.0.0.1")
    .describe("address to listen on; there is no authentication, keep it local"),
  port: z.int().min(0).max(65_535).default(8000).describe("port; 0 takes any free one"),
  maxBatch: z.int().min(1).max(4096).default(32).describe("most items in one execution, and in one request"),
  maxDelay: durationOption("longest wait of the oldest request for a fuller batch").default("2ms"),
  preferred: z
    .array(z.coerce.number().int().min(1))
    .default([])
    .describe("batch sizes to send as soon as they can be formed"),
  queueLimit: z
    .int()
    .min(0)
    .default(1024)
    .describe("requests that may wait per model; more get 503 at once; 0 = no limit"),
  instances: z.int().min(1).max(64).default(1).describe("sessions per model, one thread each"),
  threads: z.int().min(1).max(256).default(1).describe("threads one session computes with"),
  ep: z.enum(EXECUTION_PROVIDERS).default("cpu").describe("ONNX Runtime execution provider"),
});

export type ServeOptions = z.output<typeof serveOptionsSchema>;
