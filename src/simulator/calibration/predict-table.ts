import type { ServiceModelDocument } from "../../result/service-model.ts";
import { type ErrorRow, errorPercent } from "./error-table.ts";
import { type MeasuredRow, meanTimeMs, serviceMs } from "./measured-row.ts";
import { type Prediction, predictClosedLoop } from "./predict.ts";
import { isRefusal, type MeasuredSeries, type Refusal } from "./series.ts";

/** An online row of a table beside what was predicted for it. */
export interface PredictedRow {
  readonly series: string;
  /** Line of the table. */
  readonly line: number;
  readonly concurrency: number;
  readonly clientBatch: number;
  readonly predicted: PredictedFigures | null;
  /** The reason for which nothing was predicted; null where something was. */
  readonly refused: string | null;
  /** Whether the prediction lies outside of what was measured, which only --extrapolate allows. */
  readonly extrapolated: boolean;
  readonly measured: MeasuredFigures;
  /** Signed errors in percent of what was measured; null where either side is missing. */
  readonly errorPercent: ErrorRow;
}

/** Figures of a prediction, as a document holds them. */
export interface PredictedFigures {
  /** Items per second, as tables count: requests outstanding over the mean time of one, times the items of each. */
  readonly throughputPerSec: number;
  readonly requestsPerSec: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly queueMs: number;
  readonly serviceMs: number;
  /** Largest less smallest throughput of the seeds, in percent of their median. */
  readonly spreadPercent: number;
}

/** Figures of a load as a table has them; null where it has none. */
export interface MeasuredFigures {
  readonly throughputPerSec: number | null;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly queueMs: number | null;
  readonly serviceMs: number | null;
}

/** Predicts one online row of a series. */
export function predictRow(
  row: MeasuredRow,
  series: MeasuredSeries,
  model: ServiceModelDocument | Refusal,
  extrapolate: boolean,
): PredictedRow {
  const measured = measuredOf(row);
  const load = { concurrency: row.concurrency, clientBatch: row.clientBatch };
  const about = { series: series.name, line: row.line, ...load, measured };
  const outcome = isRefusal(model) ? model : predictedOr(row, model, extrapolate);
  if (isRefusal(outcome)) {
    const errors = errorPercent(null, measured);
    return { ...about, predicted: null, refused: outcome.refused, extrapolated: false, errorPercent: errors };
  }
  const predicted = figuresOf(outcome, row.clientBatch);
  const { extrapolated } = outcome;
  return {
    ...about,
    predicted,
    refused: null,
    extrapolated,
    errorPercent: errorPercent(predicted, measured),
  };
}

function predictedOr(row: MeasuredRow, model: ServiceModelDocument, extrapolate: boolean) {
  const { instances, maxBatch, concurrency, clientBatch, length } = row;
  if (instances === null)
    return {
      refused: "the table does not say how many instances the server has, and --instances states none",
    };
  if (maxBatch === null)
    return {
      refused: "the table does not say how many items an execution may hold, and --max-batch states none",
    };
  return predictClosedLoop(model, { concurrency, clientBatch, length, instances, maxBatch }, { extrapolate });
}

function figuresOf(prediction: Prediction, clientBatch: number): PredictedFigures {
  const { requestsPerSec, meanMs, p50Ms, p95Ms, queueMs, serviceMs: inServiceMs, spread } = prediction;
  return {
    throughputPerSec: requestsPerSec * clientBatch,
    requestsPerSec,
    meanMs,
    p50Ms,
    p95Ms,
    queueMs,
    serviceMs: inServiceMs,
    spreadPercent: 100 * spread,
  };
}

function measuredOf(row: MeasuredRow): MeasuredFigures {
  const meanMs = meanTimeMs(row);
  return {
    throughputPerSec: meanMs === null ? null : (1000 * row.concurrency * row.clientBatch) / meanMs,
    meanMs,
    p50Ms: row.p50Ms,
    p95Ms: row.p95Ms,
    queueMs: row.queueMs,
    serviceMs: serviceMs(row),
  };
}
