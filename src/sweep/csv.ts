import { parseDurationMs } from "../core/units.ts";
import type { Measure } from "../result/measure.ts";
import type { Axis, AxisName } from "./axes.ts";

/** Column of an axis, with its unit. */
const AXIS_COLUMNS: Readonly<Record<AxisName, string>> = {
  model: "model",
  precision: "precision",
  target: "target",
  scenario: "scenario",
  maxBatch: "max_batch_items",
  maxDelay: "max_delay_ms",
  instances: "instances",
  batch: "batch_items",
  lengths: "lengths",
  sequenceLength: "sequence_length",
  arrivals: "arrivals",
  concurrency: "concurrency_requests",
  rate: "rate_requests_per_sec",
};

type Cell = string | number | boolean | null;

/**
 * All runs of a sweep as a table, one row each, in the order in which they were measured; empty where there is no figure
 * (RFC 4180).
 *
 * @param currency of the prices, such as USD
 */
export function measuresCsv(axes: readonly Axis[], measures: readonly Measure[], currency: string): string {
  const objectives = [
    ...new Set(measures.flatMap((measure) => measure.objectives.map((one) => one.objective))),
  ];
  const columns = new Map<string, (measure: Measure) => Cell>([
    ["id", ({ id }) => id],
    ...axes.map(({ name }): [string, (measure: Measure) => Cell] => [
      AXIS_COLUMNS[name],
      ({ point }) => axisCell(name, point[name]),
    ]),
    ["take", ({ take }) => take],
    ["duration_ms", ({ durationMs }) => durationMs],
    ["valid", ({ valid }) => valid],
    ["reasons", ({ reasons }) => reasons.join(" ")],
    ["attempts", ({ attempts }) => attempts],
    ["requests_per_sec", ({ requestsPerSec }) => requestsPerSec],
    ["inferences_per_sec", ({ inferencesPerSec }) => inferencesPerSec],
    ["failed_share", ({ failedShare }) => failedShare],
    ["latency_mean_ms", ({ latencyMs }) => latencyMs.mean],
    ["latency_p50_ms", ({ latencyMs }) => latencyMs.p50],
    ["latency_p90_ms", ({ latencyMs }) => latencyMs.p90],
    ["latency_p95_ms", ({ latencyMs }) => latencyMs.p95],
    ["latency_p99_ms", ({ latencyMs }) => latencyMs.p99],
    [
      `cost_per_million_inferences_${currency.toLowerCase()}`,
      ({ costPerMillionInferences }) => costPerMillionInferences,
    ],
    ["mean_batch_items", ({ meanBatch }) => meanBatch],
    ["queue_ms", ({ queueMs }) => queueMs],
    ["energy_per_inference_j", ({ energyPerInferenceJ }) => energyPerInferenceJ],
    ...objectives.flatMap((objective): [string, (measure: Measure) => Cell][] => {
      const judged = (measure: Measure) => measure.objectives.find((one) => one.objective === objective);
      return [
        [`${objective} within_requests`, (measure) => judged(measure)?.within ?? null],
        [`${objective} scheduled_requests`, (measure) => judged(measure)?.scheduled ?? null],
        [`${objective} holds`, (measure) => judged(measure)?.holds ?? null],
      ];
    }),
  ]);
  const rows = measures.map((measure) => [...columns.values()].map((cell) => cell(measure)));
  return [[...columns.keys()], ...rows].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function axisCell(name: AxisName, text: string | undefined): Cell {
  if (text === undefined) return null;
  return name === "maxDelay" ? (parseDurationMs(text) ?? null) : text;
}

function quoted(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
