import { largest, smallest } from "../../core/extremes.ts";
import type { Sample } from "../../core/sample.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import { median } from "../../stats/median.ts";
import { rankOf } from "../../stats/rank.ts";
import { triton } from "../batchers/triton.ts";
import { parseRouter } from "../routers/index.ts";
import { Simulation } from "../simulation.ts";
import { calibratedServer, whyOutside } from "./calibrated-server.ts";
import { requestBytesOf } from "./request-bytes.ts";
import type { Refusal } from "./series.ts";
import { StaggeredLoop } from "./staggered-loop.ts";
import { transferNetwork } from "./transfer-network.ts";

/** A closed loop that is to be predicted. */
export interface ClosedLoad {
  /** Requests outstanding at all times. */
  readonly concurrency: number;
  /** Items in each of them. */
  readonly clientBatch: number;
  /** Length of each of them; left out or null where they have none. */
  readonly length?: number | null;
  readonly instances: number;
  /** Most items in one execution. */
  readonly maxBatch: number;
}

/** What a simulation says of a closed loop: the medians over its seeds. */
export interface Prediction {
  /** Requests per second: those outstanding over the mean time of one (Little), which in a closed loop is exact. */
  readonly requestsPerSec: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly queueMs: number;
  readonly serviceMs: number;
  /** Largest less smallest throughput of the seeds, over the median: closed loops freeze into groups that depend on the start. */
  readonly spread: number;
  /** Whether the load lies outside of what the model was measured for. */
  readonly extrapolated: boolean;
}

/** How a load is predicted. */
export interface PredictOptions {
  /** Whether to say something outside of what was measured, too. */
  readonly extrapolate?: boolean;
  /** Seeds, each with starts of its own; 5 where nothing is said. */
  readonly seeds?: number;
}

const SEEDS = 5;
/** Requests that are seen after those that are left to settle; at least, and for each that is outstanding. */
const [LEAST_SEEN, SEEN_EACH, SETTLE_EACH] = [300, 10, 8];

/** Predicts a closed loop, or says why it cannot: outside what was measured nothing is said without `extrapolate`. */
export function predictClosedLoop(
  document: ServiceModelDocument,
  load: ClosedLoad,
  { extrapolate = false, seeds = SEEDS }: PredictOptions = {},
): Prediction | Refusal {
  const tooLarge = whyTooLarge(load);
  if (tooLarge !== undefined) return { refused: tooLarge };
  const refused = outside(document, load);
  if (refused !== undefined && !extrapolate) return { refused };
  const runs = Array.from({ length: seeds }, (_, index) => simulate(document, load, index + 1));
  const typical = (key: keyof (typeof runs)[number]) => median(runs.map((run) => run[key])) ?? 0;
  const throughputs = runs.map(({ requestsPerSec }) => requestsPerSec);
  return {
    requestsPerSec: typical("requestsPerSec"),
    meanMs: typical("meanMs"),
    p50Ms: typical("p50Ms"),
    p95Ms: typical("p95Ms"),
    queueMs: typical("queueMs"),
    serviceMs: typical("serviceMs"),
    spread: (largest(throughputs) - smallest(throughputs)) / typical("requestsPerSec"),
    extrapolated: refused !== undefined,
  };
}

/** The largest loads that are simulated: larger ones would take minutes each. */
const [MOST_OUTSTANDING, MOST_INSTANCES] = [20_000, 1_000];

function whyTooLarge({ concurrency, instances }: ClosedLoad): string | undefined {
  if (concurrency > MOST_OUTSTANDING)
    return `${concurrency} requests outstanding are more than the ${MOST_OUTSTANDING} that are simulated`;
  if (instances > MOST_INSTANCES)
    return `${instances} instances are more than the ${MOST_INSTANCES} that are simulated`;
  return undefined;
}

/** The reason for which a load lies outside of what a model was measured for. */
function outside(document: ServiceModelDocument, load: ClosedLoad): string | undefined {
  if (load.clientBatch > load.maxBatch)
    return `a request of ${load.clientBatch} items is larger than the largest batch, ${load.maxBatch}`;
  const { clientBatch, length = null } = load;
  const lengths = length === null ? null : { least: length, most: length };
  return whyOutside(document, { least: clientBatch, most: mostItems(load), lengths });
}

/** The most items that one execution of the load can hold. */
function mostItems({ concurrency, clientBatch, maxBatch }: ClosedLoad): number {
  return clientBatch * Math.min(concurrency, Math.max(1, Math.floor(maxBatch / clientBatch)));
}

function simulate(document: ServiceModelDocument, load: ClosedLoad, seed: number) {
  const { concurrency, clientBatch } = load;
  const settled = concurrency * SETTLE_EACH;
  const wanted = Math.max(LEAST_SEEN, concurrency * SEEN_EACH);
  const times: number[] = [];
  let ended = 0;
  const onSample = ({ sentMs, doneMs }: Readonly<Sample>) => {
    if (ended++ >= settled && times.length < wanted) times.push(doneMs - (sentMs ?? doneMs));
  };
  const plan = planOf(document, load, seed);
  const { service } = plan.fleet.replica;
  const batch = { requests: 1, items: clientBatch, longest: load.length ?? 0 };
  const loop = new StaggeredLoop(concurrency, 4 * service.meanMs(batch), seed);
  const simulation = new Simulation(plan, loop, onSample);
  const stepMs = 10 * service.meanMs({ ...batch, items: mostItems(load) });
  for (let untilMs = stepMs; times.length < wanted && simulation.advance(untilMs); ) untilMs += stepMs;
  return figuresOf(times, load, simulation);
}

function figuresOf(times: number[], { concurrency }: ClosedLoad, simulation: Simulation) {
  const { tally } = simulation;
  times.sort((a, b) => a - b);
  const at = (percentile: number) => times[rankOf(percentile, times.length) - 1] ?? 0;
  const meanMs = times.reduce((sum, timeMs) => sum + timeMs, 0) / times.length;
  return {
    requestsPerSec: (1000 * concurrency) / meanMs,
    meanMs,
    p50Ms: at(50),
    p95Ms: at(95),
    queueMs: tally.queueMs / tally.requests,
    serviceMs: (tally.inputMs + tally.computeMs + tally.outputMs) / tally.requests,
  };
}

function planOf(document: ServiceModelDocument, load: ClosedLoad, seed: number) {
  const { service, instances, stretch, ...grouping } = calibratedServer(document, load.instances);
  const [items, length] = [load.clientBatch, load.length ?? 0];
  return {
    seed,
    replicas: 1,
    measureFromMs: 0,
    measureMs: Number.POSITIVE_INFINITY,
    clients: {
      timeoutMs: Number.POSITIVE_INFINITY,
      maxInFlight: Number.POSITIVE_INFINITY,
      sizeOf: () => ({ items, length, bytes: requestBytesOf(document, items, length) ?? 0 }),
    },
    fleet: {
      replica: { service, instances, stretch },
      batcher: triton({
        maxBatch: load.maxBatch,
        maxDelayMs: 0,
        preferredSizes: [],
        ...grouping,
      }),
      limits: { maxQueueSize: 0, dropsAbandoned: false },
      router: parseRouter("round-robin"),
      network: transferNetwork(document, load.clientBatch),
    },
  };
}
