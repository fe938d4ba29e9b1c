import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { type CalibrateOptions, statedFacts } from "../config/calibrate-options.ts";
import { usageError } from "../core/errors.ts";
import { plural } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import type { ServiceModelDocument } from "../result/service-model.ts";
import { type ErrorGroup, groupErrors } from "../simulator/calibration/error-table.ts";
import { fitSeries, type RunsOrigin, type TableOrigin } from "../simulator/calibration/fit-series.ts";
import type { MeasuredRow } from "../simulator/calibration/measured-row.ts";
import { type PredictedRow, predictRow } from "../simulator/calibration/predict-table.ts";
import { readTable } from "../simulator/calibration/read-table.ts";
import { type CalibrationRun, rowsOfRuns } from "../simulator/calibration/rows-of-runs.ts";
import { isRefusal, type MeasuredSeries, type Refusal, seriesOf } from "../simulator/calibration/series.ts";
import { readTableFile } from "../store/measured-table.ts";
import { readResultFile } from "../store/result-file.ts";
import { loadStackLaws } from "../store/stack-laws.ts";
import { type CalibrationEvents, measureServer } from "./calibrate/measure-server.ts";

/** A series of a table with the service model that was fitted to it, or the reason why there is none. */
export interface FittedSeries {
  readonly series: MeasuredSeries;
  readonly model: ServiceModelDocument | Refusal;
}

/** What a table, or measured runs, gave: the series, fitted. */
export interface CalibratedTable {
  readonly file: string;
  readonly sha256: string;
  readonly format: string;
  readonly fitted: readonly FittedSeries[];
}

/** Predictions of a table's online rows, as `plimsoll calibrate --predict --json` prints them. */
export interface TablePrediction {
  readonly kind: "table-prediction";
  readonly table: { readonly file: string; readonly sha256: string; readonly format: string };
  readonly series: readonly SeriesOutcome[];
  readonly rows: readonly PredictedRow[];
  /** Errors over all predicted rows, and by device, precision, software stack. */
  readonly errors: readonly ErrorGroup[];
}

/** A series in the words of a document. */
export interface SeriesOutcome {
  readonly series: string;
  readonly refused: string | null;
  /** Law of the software stack that was chosen; null where none is known. */
  readonly law: string | null;
  readonly notes: readonly string[];
}

/** A server that was measured and fitted, and the folder of its runs. */
export interface CalibratedServerRuns extends CalibratedTable {
  readonly folder: string;
}

/** Reads the measurements and fits their series. @throws usage error with every problem of them */
export function calibrate(options: CalibrateOptions, host: Host): CalibratedTable {
  const measurements =
    options.table === undefined ? readRuns(options, host) : readTableOf(options.table, options, host);
  return fitted(measurements, options, host);
}

/**
 * Measures the server at `url`, or goes on with a calibration that was cut off, and fits what was measured.
 *
 * @throws PlimsollError with the documented exit code: usage (2), invalid (3), target (4), interrupted (130)
 */
export async function calibrateServer(
  options: CalibrateOptions,
  host: Host,
  events: CalibrationEvents = {},
): Promise<CalibratedServerRuns> {
  const { runs, folder, notes } = await measureServer(options, host, events);
  const table = fitted(rowsOf(runs, options, host), options, host);
  return {
    ...table,
    folder,
    fitted: table.fitted.map(({ series, model }) => ({
      series,
      model: isRefusal(model) ? model : { ...model, notes: [...model.notes, ...notes] },
    })),
  };
}

function fitted(
  { rows, source, origin }: Measurements,
  options: CalibrateOptions,
  host: Host,
): CalibratedTable {
  const laws = loadStackLaws(host.packageRoot);
  const all = seriesOf(rows);
  const wanted = options.series === undefined ? all : all.filter(({ name }) => name === options.series);
  if (wanted.length === 0)
    throw usageError(
      `${source.file} has no series "${options.series}"`,
      `name one of its ${all.length}, such as "${all[0]?.name}"`,
    );
  return { ...source, fitted: wanted.map((series) => ({ series, model: fitSeries(series, laws, origin) })) };
}

interface Measurements {
  readonly rows: readonly MeasuredRow[];
  readonly source: Omit<CalibratedTable, "fitted">;
  readonly origin: TableOrigin | RunsOrigin;
}

function readTableOf(table: string, options: CalibrateOptions, host: Host): Measurements {
  const { text, sha256 } = readTableFile(resolve(host.cwd, table));
  const { rows, format } = readTable(text, table, statedFacts(options));
  const source = { file: table, sha256, format };
  const measuredBy = options.source ?? null;
  return { rows, source, origin: { ...source, source: measuredBy, plimsollVersion: host.version } };
}

function readRuns(options: CalibrateOptions, host: Host): Measurements {
  const { results = [] } = options;
  const runs = results.map((path) => ({ path, result: readResultFile(resolve(host.cwd, path), "run") }));
  return rowsOf(runs, options, host);
}

function rowsOf(runs: readonly CalibrationRun[], options: CalibrateOptions, host: Host): Measurements {
  return {
    rows: rowsOfRuns(runs, statedFacts(options)),
    source: { file: plural(runs.length, "measured run"), sha256: "", format: "runs" },
    origin: { runs: runs.map(({ path }) => path), plimsollVersion: host.version },
  };
}

/**
 * Predicts the online rows of a table.
 *
 * @param onRow called after each row with how many of how many are done
 */
export async function predictTable(
  { file, sha256, format, fitted }: CalibratedTable,
  { extrapolate }: CalibrateOptions,
  host: Host,
  onRow: (done: number, all: number) => void,
): Promise<TablePrediction> {
  const all = fitted.reduce((sum, { series }) => sum + series.online.length, 0);
  if (all === 0)
    throw usageError(
      `${file} has no online rows to predict`,
      "give a table with loads of several requests at a time",
    );
  const rows: PredictedRow[] = [];
  const groups = new Map<PredictedRow, FittedSeries>();
  for (const one of fitted) {
    for (const row of one.series.online) {
      const predicted = predictRow(row, one.series, one.model, extrapolate);
      rows.push(predicted);
      groups.set(predicted, one);
      onRow(rows.length, all);
      await letOthersRun();
      if (host.interrupted.aborted) throw host.interrupted.reason;
    }
  }
  return {
    kind: "table-prediction",
    table: { file, sha256, format },
    series: fitted.map(outcomeOf),
    rows,
    errors: errorsOf(
      rows.filter(({ predicted }) => predicted !== null),
      groups,
    ),
  };
}

function outcomeOf({ series, model }: FittedSeries): SeriesOutcome {
  if (isRefusal(model)) return { series: series.name, refused: model.refused, law: null, notes: [] };
  return { series: series.name, refused: null, law: model.stack?.id ?? null, notes: model.notes };
}

function errorsOf(
  rows: readonly PredictedRow[],
  groups: ReadonlyMap<PredictedRow, FittedSeries>,
): ErrorGroup[] {
  const fact = (row: PredictedRow) => groups.get(row)?.series.online[0];
  const lawOf = (row: PredictedRow) => {
    const model = groups.get(row)?.model;
    return model === undefined || isRefusal(model) ? "none" : (model.stack?.id ?? "none");
  };
  const backendOf = (row: PredictedRow) =>
    [fact(row)?.backend ?? "unknown", fact(row)?.accelerator].filter(Boolean).join(" + ");
  return [
    ...groupErrors(rows, "all", () => "all"),
    ...groupErrors(rows, "device", (row) => fact(row)?.device ?? "unknown"),
    ...groupErrors(rows, "precision", (row) => fact(row)?.precision ?? "unknown"),
    ...groupErrors(rows, "backend", backendOf),
    ...groupErrors(rows, "law", lawOf),
    ...groupErrors(rows, "series", ({ series }) => series),
  ];
}

/** A service model that was written. */
export interface WrittenModel {
  readonly series: string;
  readonly file: string;
  readonly model: ServiceModelDocument;
}

/** Writes the service model of each series into a folder. @throws usage error when none could be fitted, or the folder cannot be written */
export function writeServiceModels(
  { fitted, file }: CalibratedTable,
  out: string,
  host: Host,
): WrittenModel[] {
  const models = fitted.flatMap(({ series, model }) =>
    isRefusal(model) ? [] : [{ series: series.name, model }],
  );
  if (models.length === 0) {
    const reasons = fitted.flatMap(({ series, model }) =>
      isRefusal(model) ? [`\n  - ${series.name}: ${model.refused}`] : [],
    );
    throw usageError(
      `no series of ${file} gives a service model:${reasons.join("")}`,
      "give offline rows whose times are those of executions",
    );
  }
  const folder = resolve(host.cwd, out);
  const names = fileNames(models.map(({ series }) => series));
  try {
    mkdirSync(folder, { recursive: true });
    return models.map(({ series, model }, index) => {
      const path = join(folder, names[index] as string);
      writeFileSync(path, `${JSON.stringify(model, null, 2)}\n`);
      return { series, file: path, model };
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`the folder ${folder} cannot be written: ${reason}`, "choose another --out");
  }
}

/** Names of files for series: the one series of a table has the plain name. */
function fileNames(series: readonly string[]): string[] {
  if (series.length === 1) return ["service-model.json"];
  const used = new Set<string>();
  return series.map((name) => {
    const plain = name.replace(/[^\w.-]+/g, "_").replace(/^_+|_+$/g, "") || "series";
    let unique = plain;
    for (let number = 2; used.has(unique); number++) unique = `${plain}-${number}`;
    used.add(unique);
    return `${unique}.service-model.json`;
  });
}
