import { parseDurationMs } from "../core/units.ts";
import type { Figure } from "../result/figure.ts";
import { latencyFigure } from "../result/latency-figures.ts";
import type { Measure } from "../result/measure.ts";
import { type CsvCell, csvText } from "../wire/csv-text.ts";
import type { Axis, AxisName } from "./axes.ts";
import { COMPARED_FIGURES, COMPARED_STATISTICS, type ComparedFigure } from "./measured-figures.ts";

/** Column of each axis, with its unit. */
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

/**
 * All runs of a sweep as a table, one row each, in the order in which they were measured; a cell is empty where there
 * is no figure (RFC 4180).
 *
 * @param currency of the prices, such as USD
 */
export function measuresCsv(axes: readonly Axis[], measures: readonly Measure[], currency: string): string {
  const objectives = [
    ...new Set(measures.flatMap((measure) => measure.objectives.map((one) => one.objective))),
  ];
  const columns = new Map<string, (measure: Measure) => CsvCell>([
    ["id", ({ id }) => id],
    ...axes.map(({ name }): [string, (measure: Measure) => CsvCell] => [
      AXIS_COLUMNS[name],
      ({ point }) => axisCell(name, point[name]),
    ]),
    ["take", ({ take }) => take],
    ["confirms", ({ confirms }) => confirms],
    ["duration_ms", ({ durationMs }) => durationMs],
    ["valid", ({ valid }) => valid],
    ["reasons", ({ reasons }) => reasons.join(" ")],
    ["attempts", ({ attempts }) => attempts],
    ...figureColumns(currency),
    ...objectives.flatMap((objective): [string, (measure: Measure) => CsvCell][] => {
      const judged = (measure: Measure) => measure.objectives.find((one) => one.objective === objective);
      return [
        [`${objective} within_requests`, (measure) => judged(measure)?.within ?? null],
        [`${objective} scheduled_requests`, (measure) => judged(measure)?.scheduled ?? null],
        [`${objective} holds`, (measure) => judged(measure)?.holds ?? null],
      ];
    }),
  ]);
  const rows = measures.map((measure) => [...columns.values()].map((cell) => cell(measure)));
  return csvText([[...columns.keys()], ...rows]);
}

/** The figures that a sweep compares, each under the column that its description names. */
function figureColumns(currency: string): [string, (measure: Measure) => CsvCell][] {
  const figure = (key: ComparedFigure): [string, (measure: Measure) => CsvCell] => {
    const { column, unit }: Figure = COMPARED_FIGURES[key];
    const name = unit === "perMillion" ? `${column}_${currency.toLowerCase()}` : column;
    return [name, (measure) => measure[key]];
  };
  const { requestsPerSec: _, inferencesPerSec: __, failedShare: ___, ...others } = COMPARED_FIGURES;
  return [
    ...(["requestsPerSec", "inferencesPerSec", "failedShare"] as const).map(figure),
    ...COMPARED_STATISTICS.map((key): [string, (measure: Measure) => CsvCell] => [
      latencyFigure("response", key).column,
      ({ latencyMs }) => latencyMs[key],
    ]),
    ["latency_spoiled_by_lateness", ({ spoiled }) => spoiled.join(" ")],
    ...(Object.keys(others) as ComparedFigure[]).map(figure),
  ];
}

function axisCell(name: AxisName, text: string | undefined): CsvCell {
  if (text === undefined) return null;
  return name === "maxDelay" ? (parseDurationMs(text) ?? null) : text;
}
