import { z } from "zod";
import { inputsSchema } from "../payloads/input-spec.ts";
import { objectiveSchema } from "../result/objective-schema.ts";
import { balancingSchema } from "../scenario/balancing/index.ts";
import { targetKindSchema } from "../targets/options.ts";
import { DEADLINE, durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { inputSource, mergeOptions, type Source } from "./merge.ts";
import { spreadOption } from "./spread-option.ts";

export const serverUrlSchema = z.url({
  protocol: /^(https?|grpcs?)$/,
  error: "expected a URL such as http://127.0.0.1:8000",
});

/**
 * The schema of every option of `plimsoll run`: flags, environment variables, `bench.config.ts`, docs and types
 * derive from it. For an option without a default, the scenario or the target decides.
 */
export const runOptionsSchema = z.strictObject({
  scenario: z
    .string()
    .default("fraud-check-burst")
    .describe("name of a scenario, or a scenario file (.json)"),
  target: targetKindSchema
    .optional()
    .describe(
      "protocol of the server; without it the server at --url is asked what it speaks; onnx runs the model in this process, without any network",
    ),
  url: z
    .preprocess(
      (given: string | readonly string[]) => (typeof given === "string" ? [given] : given),
      z.array(serverUrlSchema).min(1, "expected at least one URL"),
    )
    .optional()
    .describe(
      "server under test; given several times, endpoints that share one load; without it the embedded server is started on this machine",
    ),
  balance: balancingSchema
    .optional()
    .describe("several endpoints: how the one of each request is chosen, else round-robin"),
  model: z
    .string()
    .optional()
    .describe("model to call; for the embedded server and onnx a shipped model or a .onnx file"),
  precision: z
    .enum(["fp32", "fp16", "int8"])
    .optional()
    .describe("embedded server, onnx: variant of a shipped model, else fp32"),
  arrivals: z
    .string()
    .optional()
    .describe("arrival process instead of the scenario's: poisson, gamma:cv=4, mmpp:burst=5,…"),
  rate: z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe("ratePerSec of the arrival process instead of the scenario's"),
  spread: spreadOption,
  concurrency: z
    .string()
    .regex(
      /^[1-9]\d{0,4}(\.\.[1-9]\d{0,4})?$/,
      "expected a number of requests such as 16, or a ramp such as 1..64",
    )
    .transform((text, context) => {
      const [from = 1, to = from] = text.split("..").map(Number);
      if (to > from || !text.includes("..")) return { from, to };
      context.addIssue({ code: "custom", message: "it does not grow: write the smaller number first" });
      return z.NEVER;
    })
    .optional()
    .describe(
      "closed loop instead of the scenario's load: so many requests in flight; 1..64 grows over the run",
    ),
  driver: z
    .enum(["autocannon", "plimsoll"])
    .optional()
    .describe(
      "closed loop: what sends; autocannon, as a second opinion, drives what it can be right about: one payload over plain HTTP/1.1",
    ),
  duration: durationOption("length of the measured part instead of the scenario's").optional(),
  warmup: durationOption(
    "traffic before the measured part, not counted, instead of the scenario's",
    WAIT,
  ).optional(),
  slo: z
    .array(objectiveSchema)
    .optional()
    .describe(
      "objective over all scheduled requests, such as p99<=50ms; for streamed answers ttft.p99<=200ms; also errors<=0.1%, throughput>=300/s, cost<=$1.50/M, accuracy>=99%, attainment(ttft<=200ms,tpot<=30ms)>=99%",
    ),
  untilShown: durationOption(
    "go on after --duration until every objective is shown to hold or to miss, at most for this long",
  ).optional(),
  sloJudge: z
    .enum(["shown", "observed"])
    .default("shown")
    .describe(
      "what decides an objective: shown, by a bound of the long run that is wrong in at most one of twenty runs; observed, by what this run observed",
    ),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe("items in one request, else the scenario's, or 1; with --body, how many items a body holds"),
  repetition: z
    .string()
    .optional()
    .describe("which payload a request carries: uniform, zipf:1.1, unique, drift"),
  lengths: z
    .string()
    .optional()
    .describe(
      "length of dynamic dimensions other than the batch, or of prompts in words: fixed:32, uniform:8-128, lognormal:mean=60,cv=0.8,max=512, bimodal:short=16,long=256,share=0.1, trace:file=FILE,max=512",
    ),
  sequenceLength: z
    .int()
    .min(1)
    .max(8192)
    .optional()
    .describe("short for --lengths fixed:N; else what the model suggests, or 32"),
  price: z
    .number()
    .positive()
    .max(1_000_000_000)
    .optional()
    .describe(
      "price of the serving machine per hour, for each endpoint one; without it an example price is used",
    ),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe("same seed, same schedule to the byte"),
  payloadSeed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe("seed of what the requests carry, to vary it alone; else --seed"),
  lateness: z
    .string()
    .regex(/^\d+(\.\d+)?ms,\d+(\.\d+)?%$/, "expected a time and a share such as 1ms,5%")
    .transform((text) => {
      const [ms = 0, percent = 0] = text.split(",").map(Number.parseFloat);
      return { ms, share: percent / 100 };
    })
    .prefault("1ms,5%")
    .describe(
      "a figure is spoiled when lateness of our own added more than the larger of both to it; a run is invalid where that is its p99 or the figure of an objective",
    ),
  workers: z.int().min(1).max(64).default(1).describe("threads that send"),
  timeout: durationOption("a request without an answer for this long has failed", DEADLINE).prefault("10s"),
  maxInFlight: z
    .int()
    .min(1)
    .max(60_000)
    .default(1024)
    .describe("more requests at once are shed, and counted as failed"),
  connections: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      "connections opened before the clock starts, else one for ten planned requests a second (at most 32), one for each user of a closed loop, one for HTTP/2; more open on demand",
    ),
  http2: z
    .boolean()
    .default(false)
    .describe("HTTP/2 instead of HTTP/1.1: by ALPN for https, with prior knowledge for http"),
  ca: z.string().optional().describe("file with the certificate authorities to trust for https, PEM"),
  insecure: z.boolean().default(false).describe("https: take any certificate; the result says so"),
  proxy: z
    .url({ protocol: /^http$/, error: "expected a URL such as http://127.0.0.1:3128" })
    .optional()
    .describe("HTTP proxy on the way to --url; environment variables such as HTTP_PROXY are not read"),
  inputs: inputsSchema
    .optional()
    .describe(
      "what the model takes, where the server does not say it: name, datatype and shape of each input, such as ids:INT64[-1,128],mask:INT64[-1,128]; -1 is the batch, or a length",
    ),
  body: z
    .string()
    .optional()
    .describe(
      "body of the requests: JSON, or @FILE; every line of a .jsonl file is one body; openai-*: a whole request, or a prompt",
    ),
  check: z
    .string()
    .optional()
    .describe(
      "what must hold of every JSON answer, a filter expression of RFC 9535 such as 'length($.output) == 10'",
    ),
  proto: z.string().optional().describe("--target grpc: .proto file that declares the method"),
  method: z
    .string()
    .regex(/^[\w.]+\/\w+$/, "expected package.Service/Method")
    .optional()
    .describe("--target grpc: unary method to call, as package.Service/Method"),
  maxTokens: z
    .int()
    .min(1)
    .max(131_072)
    .optional()
    .describe(
      "length of the answer of a language model, exact where the server can; else 128, or as --body says",
    ),
  stream: z
    .boolean()
    .default(true)
    .describe("language models: answers token by token; --no-stream waits for the whole answer"),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable")
    .optional()
    .describe(
      "environment variable whose value is sent as Authorization: Bearer; it is never written anywhere",
    ),
  header: z
    .array(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*$/, "expected Name: value"))
    .default([])
    .describe(
      "header sent with every request; the name in Host is also the one that TLS asks for where --url has an address in numbers",
    ),
  maxBatch: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe("embedded server, onnx: most items in a dynamic batch, else 32"),
  maxDelay: durationOption(
    "embedded server, onnx: longest wait for a fuller batch, else 2ms",
    WAIT,
  ).optional(),
  instances: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("embedded server, onnx: model instances, one thread each, else 1"),
  verify: z
    .enum(["labels", "reference"])
    .optional()
    .describe(
      "values of the answers under load: labels counts how many are right, reference fails those that differ from the answer to the same request asked alone",
    ),
  cacheCheck: z
    .boolean()
    .default(false)
    .describe("after the run, compare a repeated request with fresh ones: does the server cache answers?"),
  label: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("name of the version that is measured, such as v2 or a branch, which compare and history show"),
  out: z.string().optional().describe("folder for the results; by default reports/<time>-<scenario>"),
});

const DURATIONS = ["duration", "untilShown", "warmup", "timeout", "maxDelay", "spread"] as const;

/** Options of `plimsoll run` after parsing: with defaults, and durations in milliseconds. */
export interface RunOptions extends InMs<z.output<typeof runOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll run` as a user writes them; all are optional. docs/options.md describes each. */
export interface RunOptionsInput extends z.input<typeof runOptionsSchema> {}

/** The options that say what traffic there is, of a run and of a simulation. */
export type TrafficOptions = Pick<
  RunOptions,
  | "arrivals"
  | "rate"
  | "spreadMs"
  | "concurrency"
  | "driver"
  | "durationMs"
  | "warmupMs"
  | "slo"
  | "batch"
  | "repetition"
  | "lengths"
  | "sequenceLength"
  | "body"
  | "target"
>;

/** Options of a run after parsing, and as they were given. */
export interface ParsedRun {
  readonly options: RunOptions;
  readonly given: RunOptionsInput;
}

/** Merges and parses the options of a run. @throws one usage error with all problems */
export function parseRunOptions(sources: readonly Source[]): ParsedRun {
  const { options, given } = mergeOptions(runOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}

/** Parses the options of a run that a program gives. @throws one usage error with all problems */
export function parseRunInput(values: RunOptionsInput): ParsedRun {
  return parseRunOptions([inputSource(values)]);
}
