import { z } from "zod";
import { parseDecimal } from "../core/decimal.ts";
import { BATCHERS } from "../simulator/batchers/index.ts";
import { GATEWAYS } from "../simulator/gateways/index.ts";
import { POOL_EXAMPLE } from "../simulator/pools/machine-pool.ts";
import { ROUTERS } from "../simulator/routers/index.ts";
import { SPOT_EXAMPLE, SPOT_FALLBACKS } from "../simulator/spot/spot-plan.ts";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { inputSource, mergeOptions, type Source } from "./merge.ts";
import { runOptionsSchema } from "./run-options.ts";

/** The options of a run that say what is asked of a server, and where the results go. */
const shared = runOptionsSchema.pick({
  scenario: true,
  arrivals: true,
  rate: true,
  spread: true,
  concurrency: true,
  duration: true,
  warmup: true,
  slo: true,
  sloJudge: true,
  batch: true,
  repetition: true,
  lengths: true,
  sequenceLength: true,
  timeout: true,
  price: true,
  seed: true,
  payloadSeed: true,
  out: true,
}).shape;

const size = (text: unknown) => (typeof text === "string" ? (parseDecimal(text) ?? text) : text);

/** The schema of every option of `plimsoll simulate`: the traffic of `plimsoll run`, and the fleet that it meets. */
export const simulateOptionsSchema = z.strictObject({
  ...shared,
  service: z
    .string()
    .optional()
    .describe(
      "how long the server computes: fixed:10ms, exponential:10ms, lognormal:mean=10ms,cv=0.5, affine:2ms+0.3ms,max=32, or the service-model.json of plimsoll calibrate",
    ),
  extrapolate: z
    .boolean()
    .default(false)
    .describe("simulate a calibrated service model also outside of what was measured; the result says so"),
  replicas: z.int().min(1).max(10_000).default(1).describe("servers that share the traffic"),
  speeds: z
    .string()
    .optional()
    .describe("speeds of the replicas in turn, such as 1,1,0.7; 1 computes as --service says"),
  disturb: z
    .array(z.string())
    .default([])
    .describe(
      "what happens beside the traffic, at moments of the measured part: slow:replica=1,times=3,from=10s,for=20s; pause:every=10s,for=200ms; fail:replica=1,at=20s,for=30s; fail:mtbf=10m,mttr=30s; preempt:rate=0.5/h,notice=2m,replace=3m; preempt:at=20s,machines=2,replace=1m; deploy:at=30s,ready=20s,surge=1; warm-up:times=3,for=10s",
    ),
  spot: z
    .string()
    .optional()
    .describe(
      `replicas on spot machines, which zones take away and give again: ${SPOT_EXAMPLE}; fallback=${Object.keys(SPOT_FALLBACKS).join("|")} says what takes the place of one`,
    ),
  settings: z
    .array(z.string())
    .default([])
    .describe(
      "files with the settings of servers as they are applied, in place of the options: Triton's config.pbtxt, model-config.yaml of TorchServe, a config file of Ray Serve, a Deployment of Kubernetes",
    ),
  instances: z.int().min(1).max(64).default(1).describe("model instances of each replica"),
  sharedDevice: z
    .boolean()
    .default(false)
    .describe("the instances of a replica share one device evenly: two that compute take twice as long"),
  router: z
    .string()
    .default("round-robin")
    .describe(
      `how the replica of each request is chosen: ${ROUTERS.map(({ example }) => example).join("; ")}`,
    ),
  canary: z
    .string()
    .optional()
    .describe(
      "the first replicas get a share of the requests, drawn at random: share=0.05,replicas=1,speed=0.8; each group by --router",
    ),
  canaryService: z
    .string()
    .optional()
    .describe("how long a canary computes, where it is another model than --service says; spelled as that"),
  tiers: z
    .string()
    .optional()
    .describe(
      "the first replicas are at the edge and get the short requests: edge=2,below=128,network=1ms,speed=0.5, with the length and the network of the edge; the others are behind --network",
    ),
  pool: z
    .array(z.string())
    .default([])
    .describe(
      `the first replicas are machines of another type, for all requests or for some lengths: ${POOL_EXAMPLE}, also from=128, speed=0.5, weight=2 (for --router shortest-delay), max-delay=1ms, instances=2; given several times, one pool behind the other`,
    ),
  healthCheck: z
    .string()
    .optional()
    .describe(
      "how the router notices which replicas serve, such as every=5s,fails=2,passes=1; without it, it knows at once",
    ),
  gateway: z
    .array(z.string())
    .default([])
    .describe(
      `what stands before the fleet, in the order in which requests come to it: ${Object.values(GATEWAYS)
        .map(({ example }) => example)
        .join("; ")}`,
    ),
  batcher: z
    .enum(Object.keys(BATCHERS) as (keyof typeof BATCHERS)[])
    .optional()
    .describe(
      "whose rule forms batches; default: triton, or none where --service computes each request alone. torchserve and ray-serve count requests in --max-batch, and --max-delay begins when a free worker takes the first",
    ),
  maxBatch: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("most items in a dynamic batch, else what --service has"),
  maxDelay: durationOption("longest wait of the oldest request for a fuller batch", WAIT).prefault("0ms"),
  preferred: z
    .array(z.preprocess(size, z.int().min(1).max(4096)))
    .default([])
    .describe("batch sizes to send as soon as they can be formed; none means the largest"),
  priorityLevels: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe("priority levels of Triton's queue, of which 1 goes first; 0 = none"),
  defaultPriority: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("level of requests without a priority, as default_priority_level"),
  priorities: z
    .string()
    .optional()
    .describe("share of the requests with each priority, such as 1:0.2,3:0.5; the rest has the default one"),
  queuePolicy: z
    .array(z.string())
    .default([])
    .describe(
      "queue policy of Triton's batcher, of one level or of all others: level=2,max=16,timeout=50ms,action=reject|delay,override=yes",
    ),
  requestTimeout: durationOption(
    "timeout that each request states for its time in the queue, where a --queue-policy has override=yes",
    WAIT,
  ).prefault("0ms"),
  queueLimit: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe("requests that may wait at a replica; one more is refused; 0 = no limit"),
  frontEnd: z
    .string()
    .optional()
    .describe(
      "time that the one thread of each server takes to read a request, and to write its answer: 0.2ms+0.1ms; without it, that takes no time",
    ),
  autoscaler: z
    .string()
    .optional()
    .describe(
      "what changes the number of replicas: the manifest of an HPA, a KEDA ScaledObject or a Knative Service (.yaml), or scheduled:0s=2,5m=6,20m=2; docs/autoscalers.md",
    ),
  autoscalerMetric: z
    .array(z.string())
    .default([])
    .describe("what a metric of the manifest is in the simulation, such as triton_queue=avg(queued)"),
  imagePull: z
    .string()
    .default("fixed:30s")
    .describe(
      "time from the order of a replica until its container runs, such as fixed:30s or lognormal:mean=30s,cv=0.5",
    ),
  modelLoad: z.string().default("fixed:30s").describe("time from then until it is ready"),
  network: z
    .string()
    .default("0ms")
    .describe(
      "time between client and server, each way: 1ms, exponential:1ms,least=0.2ms or lognormal:mean=1ms,cv=0.5",
    ),
  seeds: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe(
      "simulate so many times, with this seed and the next ones: figures over all of them, with an interval",
    ),
  workers: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("threads that simulate several seeds side by side; default: one for each core"),
  compare: z
    .array(z.string())
    .optional()
    .describe(
      "measured run, a folder or its result.json: its traffic is simulated, and its figures are laid beside; given several times, repeats of one scenario",
    ),
  retries: z
    .string()
    .optional()
    .describe(
      "send a request again that failed: the most times, or max=2,budget=0.2,backoff=25ms,try=100ms; budget is retries for each request, and a try has failed without an answer for so long",
    ),
  hedge: z
    .string()
    .optional()
    .describe(
      "send a request once more whose answer is late, the first good answer wins: 50ms, or after=50ms,max=2",
    ),
  maxInFlight: runOptionsSchema.shape.maxInFlight.default(1_000_000),
});

const DURATIONS = ["duration", "warmup", "timeout", "spread", "maxDelay", "requestTimeout"] as const;

/** Options of `plimsoll simulate` after parsing: with defaults, and durations in milliseconds. */
export interface SimulateOptions
  extends InMs<z.output<typeof simulateOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll simulate` as a user writes them; all but `service` are optional. docs/options.md describes each. */
export interface SimulateOptionsInput extends z.input<typeof simulateOptionsSchema> {}

/** Options of a simulation after parsing, and as they were given. */
export interface ParsedSimulation {
  readonly options: SimulateOptions;
  readonly given: SimulateOptionsInput;
}

/** Merges and parses the options of a simulation. @throws one usage error with all problems */
export function parseSimulateOptions(sources: readonly Source[]): ParsedSimulation {
  const { options, given } = mergeOptions(simulateOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}

/** Parses the options of a simulation that a program gives. @throws one usage error with all problems */
export function parseSimulateInput(values: SimulateOptionsInput): ParsedSimulation {
  return parseSimulateOptions([inputSource(values)]);
}
