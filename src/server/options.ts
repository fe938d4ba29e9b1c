import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { EXECUTION_PROVIDERS } from "../onnx/execution-provider.ts";

const modelSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[^/\s\p{Cc}]+$/u,
      "a name without '/', spaces and control characters, because it is a segment of the URL",
    )
    .describe("name that clients put into the URL"),
  path: z.string().min(1).describe("the .onnx file"),
  version: z
    .string()
    .regex(/^\d+$/, "digits only")
    .default("1")
    .describe("version that clients may put into the URL"),
});

/** The settings of the embedded inference server, from which the options of the `serve` command derive. */
export const serverOptionsSchema = z
  .strictObject({
    host: z
      .string()
      .min(1, "an address, such as 127.0.0.1, or 0.0.0.0 for all")
      .default("127.0.0.1")
      .describe("address to listen on"),
    allowedHosts: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "names beside localhost under which the server may be addressed; without any, a server that listens on another than the loopback address takes every name",
      ),
    port: z.int().min(0).max(65535).default(8000).describe("TCP port; 0 takes any free one"),
    models: z.array(modelSchema).min(1).describe("the models to serve"),
    maxBatch: z.int().min(1).default(32).describe("most items in one execution, and in one request"),
    maxQueueDelayMs: z
      .number()
      .min(0)
      .max(3_600_000)
      .default(2)
      .describe(
        "longest time in ms that the oldest request waits for a larger batch while an instance is free",
      ),
    preferredSizes: z
      .array(z.int().min(1))
      .default([])
      .describe("batch sizes to send as soon as they can be formed; none means maxBatch"),
    maxQueueSize: z
      .int()
      .min(0)
      .default(1024)
      .describe("requests that may wait per model; more are answered 503 at once. 0 = no limit"),
    instances: z
      .int()
      .min(1)
      .max(256)
      .default(1)
      .describe("sessions per model, each with a thread and its own weights"),
    intraOpThreads: z.int().min(1).max(1024).default(1).describe("threads that one session computes with"),
    maxBodyBytes: z
      .int()
      .min(1)
      .default(64 * 2 ** 20)
      .describe("largest request body in bytes, after decompression"),
    maxBytesUnderWay: z
      .int()
      .min(1)
      .default(256 * 2 ** 20)
      .describe(
        "bytes of all requests together: bodies, waiting tensors, answers not taken yet; a request above is answered 503 at once",
      ),
    ep: z.enum(EXECUTION_PROVIDERS).default("cpu").describe("ONNX Runtime execution provider"),
  })
  .superRefine(({ models, preferredSizes, maxBatch }, context) => {
    const seen = new Set<string>();
    for (const [i, { name, version }] of models.entries()) {
      if (seen.has(`${name}/${version}`)) {
        context.addIssue({
          code: "custom",
          path: ["models", i],
          message: `${name} version ${version} is there twice`,
        });
      }
      seen.add(`${name}/${version}`);
    }
    for (const [i, size] of preferredSizes.entries()) {
      if (size > maxBatch) {
        context.addIssue({
          code: "custom",
          path: ["preferredSizes", i],
          message: `${size} is above maxBatch ${maxBatch}`,
        });
      }
    }
  });

/** The settings of the server as a caller writes them; a setting that is left out has its default. */
export type ServerOptionsInput = z.input<typeof serverOptionsSchema>;

export type ServerOptions = z.output<typeof serverOptionsSchema>;

/** Checks the settings of the server and fills in defaults. @throws usage error with every problem and its path */
export function parseServerOptions(input: ServerOptionsInput): ServerOptions {
  const parsed = serverOptionsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "server"}: ${message}`,
  );
  throw usageError(`server options: ${problems.join("; ")}`);
}
