import { ABSENT } from "../core/format.ts";
import type { Figure } from "./figure.ts";
import { energyPerInferenceJ } from "./gpu-energy.ts";
import { LATENCY_KEYS, LATENCY_STATISTICS, latencyFigure } from "./latency-figures.ts";
import type { RunResult } from "./run-result.ts";
import { UNITS, type Unit } from "./units.ts";

/** The reason why nothing is known per inference: the bodies are the user's. */
export const ITEMS_UNKNOWN = "how many items a given body holds is not known; --batch says it";

function itemsUnknown({ target }: RunResult): string | null {
  return target.itemsPerRequest === null ? ITEMS_UNKNOWN : null;
}

/** The figures of a run other than its latencies. A new one needs an entry here; its row in the docs is generated. */
export const RUN_FIGURES = {
  throughput: {
    id: "throughput",
    title: "requests/s",
    words: "requests per second",
    unit: "perSec",
    better: "higher",
    column: "requests_per_sec",
    doc: "requests due in the measured part that were answered ok, over its length",
    read: ({ load }) => load.achievedPerSec,
  },
  inferences: {
    id: "inferences",
    title: "inferences/s",
    words: "inferences per second",
    unit: "perSec",
    better: "higher",
    column: "inferences_per_sec",
    doc: "items of those requests, over its length",
    read: ({ load }) => load.inferencesPerSec,
    absent: itemsUnknown,
  },
  offered: {
    id: "offered",
    title: "offered/s",
    words: "offered requests per second",
    unit: "perSec",
    better: "neither",
    column: "offered_per_sec",
    doc: "scheduled requests of the measured part over its length; a closed loop has none",
    read: ({ load }) => load.offeredPerSec,
  },
  errors: {
    id: "errors",
    title: "failed",
    words: "share of requests that failed",
    unit: "share",
    better: "lower",
    column: "failed_share",
    doc: "scheduled requests that were not answered ok, of all scheduled ones",
    read: ({ requests }) => (requests.scheduled === 0 ? null : requests.failed / requests.scheduled),
  },
  tail: {
    id: "tail",
    title: "p95 − p50",
    words: "p95 of the response time less its p50",
    unit: "ms",
    better: "lower",
    column: "latency_tail_ms",
    doc: "how far the tail of the response time is from its middle",
    read({ latencyMs: { response } }) {
      return response.p50 === null || response.p95 === null ? null : response.p95 - response.p50;
    },
  },
  inFlight: {
    id: "inFlight",
    title: "most in flight",
    words: "most requests in flight at once",
    unit: "count",
    better: "neither",
    column: "max_in_flight_requests",
    doc: "requests in flight at once, the most that were seen",
    read: ({ load }) => load.maxInFlight,
  },
  cost: {
    id: "cost",
    title: "per million requests",
    words: "cost per million requests",
    unit: "perMillion",
    better: "lower",
    column: "cost_per_million_requests",
    doc: "price per hour over the requests answered ok in an hour at this load",
    read: ({ cost }) => cost.perMillionRequests,
  },
  inferenceCost: {
    id: "inferenceCost",
    title: "per million inferences",
    words: "cost per million inferences",
    unit: "perMillion",
    better: "lower",
    column: "cost_per_million_inferences",
    doc: "price per hour over the items answered ok in an hour at this load",
    read: ({ cost }) => cost.perMillionInferences,
    absent: itemsUnknown,
  },
  tokenCost: {
    id: "tokenCost",
    title: "per million output tokens",
    words: "cost per million output tokens",
    unit: "perMillion",
    better: "lower",
    column: "cost_per_million_output_tokens",
    doc: "price per hour over the output tokens written in an hour at this load",
    read: ({ cost }) => cost.perMillionOutputTokens,
  },
  accuracy: {
    id: "accuracy",
    title: "accuracy",
    words: "share of labelled items answered right",
    unit: "share",
    better: "higher",
    column: "accuracy_share",
    doc: "labelled items answered right under load, of those checked by --verify labels",
    read: ({ accuracy }) => accuracy?.share ?? null,
  },
  outputTokens: {
    id: "outputTokens",
    title: "output tokens/s",
    words: "output tokens per second",
    unit: "perSec",
    better: "higher",
    column: "output_tokens_per_sec",
    doc: "output tokens of the answers, as the server counted them, over the measured part",
    read: ({ tokens }) => tokens?.outputPerSec ?? null,
    absent: ({ tokens }) => tokens?.absent.output ?? null,
  },
  promptTokens: {
    id: "promptTokens",
    title: "prompt tokens/s",
    words: "prompt tokens per second",
    unit: "perSec",
    better: "neither",
    column: "prompt_tokens_per_sec",
    doc: "prompt tokens of the answered requests, as the server counted them, over the measured part",
    read: ({ tokens }) => tokens?.promptPerSec ?? null,
    absent: ({ tokens }) => tokens?.absent.prompt ?? null,
  },
  meanBatch: {
    id: "meanBatch",
    title: "mean batch",
    words: "items in a run of the model",
    unit: "items",
    better: "neither",
    column: "mean_batch_items",
    doc: "items in a run of the model on average, as the server counted them",
    read: ({ serverStatistics }) => serverStatistics?.meanBatch ?? null,
    absent: ({ serverStatisticsAbsent }) => serverStatisticsAbsent,
  },
  queue: {
    id: "queue",
    title: "queue",
    words: "wait for a run of the model",
    unit: "ms",
    better: "lower",
    column: "queue_ms",
    doc: "mean wait of a request for its run of the model, as the server counted it",
    read: ({ serverStatistics }) => serverStatistics?.queueMs ?? null,
    absent: ({ serverStatisticsAbsent }) => serverStatisticsAbsent,
  },
  energy: {
    id: "energy",
    title: "energy per inference",
    words: "energy per inference",
    unit: "joules",
    better: "lower",
    column: "energy_per_inference_j",
    doc: "energy of the GPUs of this machine over the items answered ok; there is none where they do not tell",
    read: ({ telemetry }) => energyPerInferenceJ(telemetry),
    absent: ({ telemetryAbsent }) => telemetryAbsent,
  },
} as const satisfies Record<string, Figure>;

export type RunFigureId = keyof typeof RUN_FIGURES;

/** Every figure of a run: the latencies first, in the order of their table. */
export const FIGURES: readonly Figure[] = [
  ...LATENCY_KEYS.flatMap((latency) => LATENCY_STATISTICS.map((one) => latencyFigure(latency, one))),
  ...Object.values(RUN_FIGURES),
];

/** A value of a figure for people, with its unit. @param currency of the prices, such as USD */
export function formatFigure(
  { unit }: { readonly unit: Unit },
  value: number | null,
  currency: string,
): string {
  return value === null ? ABSENT : UNITS[unit].format(value, currency);
}
