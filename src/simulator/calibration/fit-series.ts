import { largest, smallest } from "../../core/extremes.ts";
import { formatNumber } from "../../core/format.ts";
import { grouped } from "../../core/grouped.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import { SERVICE_MODEL_SCHEMA_VERSION } from "../../result/service-model.ts";
import type { StackLaws } from "../../result/stack-law.ts";
import { median } from "../../stats/median.ts";
import { stackLawFor, transferLawFor, transferTimeMs } from "./choose-law.ts";
import { hiddenTransfer } from "./hidden-transfer.ts";
import { type MeasuredRow, meanTimeMs, serviceMs, transferMs } from "./measured-row.ts";
import { itemBytesOf } from "./request-bytes.ts";
import { residualsOf } from "./residuals.ts";
import type { MeasuredSeries, Refusal } from "./series.ts";

/** The table that a series comes from. */
export interface TableOrigin {
  readonly file: string;
  readonly sha256: string;
  readonly format: string;
  /** Who measured it, when and under which licence; left out or null where nobody says. */
  readonly source?: string | null;
  readonly plimsollVersion: string;
}

/** The runs that a series comes from, each of which is one line. */
export interface RunsOrigin {
  readonly runs: readonly string[];
  readonly plimsollVersion: string;
}

/** Jitter where the table has no percentiles: what clients and clumping add on public measurements (issue 15, part 1.2 of its source). */
const USUAL_SPREAD = 0.04;
const [LEAST_SPREAD, MOST_SPREAD] = [0.004, 0.08];
/** Share of what clients saw from which its jitter is that of the executions, and not of the way or of the client. */
const MOSTLY_EXECUTION = 0.9;
/** Standard normal quantile at 95 %. */
const Z95 = 1.645;

/** Fits a service model to the offline rows of a series, or says why there is none. */
export function fitSeries(
  series: MeasuredSeries,
  laws: StackLaws,
  origin: TableOrigin | RunsOrigin,
): ServiceModelDocument | Refusal {
  const { offline, online } = series;
  const [first] = offline;
  const refused = first === undefined ? "it has no offline rows" : refusalOf(offline);
  if (first === undefined || refused !== undefined) return { refused: refused ?? "" };
  const use = online[0] ?? first;
  const transport = first.transport;
  const stack = stackLawFor(first, laws);
  const transfer = transferLawFor(online[0] ?? first, laws);
  const hidden = hiddenTransfer(offline);
  const jitter = jitterOf(offline, "runs" in origin);
  const points = pointsOf(offline, laws, jitter.spread);
  return {
    schemaVersion: SERVICE_MODEL_SCHEMA_VERSION,
    kind: "service-model",
    plimsollVersion: origin.plimsollVersion,
    name: series.name,
    server: {
      name: null,
      version: first.version,
      backend: first.backend,
      accelerator: first.accelerator,
    },
    device: { name: first.device, count: Math.max(1, Math.round(first.deviceCount ?? 1)) },
    model: { name: first.model, precision: first.precision, format: first.format, sha256: null },
    settings: {
      instances: use.instances,
      maxBatch: use.maxBatch,
      preferredSizes: [...use.preferredSizes],
      queueDelayMs: use.queueDelayMs,
    },
    transport,
    ...itemBytesOf([...offline, ...online]),
    aloneTransferMs: transferMs(first),
    points,
    range: rangeOf(points),
    residuals: residualsOf(points, stack?.stepShare ?? 0),
    stack,
    transfer,
    origin: originOf(
      origin,
      offline.map(({ line }) => line),
    ),
    notes: [
      ...(hidden === null ? [] : [`${hidden.words}.`]),
      ...(jitter.note === null ? [] : [jitter.note]),
      ...(stack === null
        ? [`No law is known of how ${first.backend ?? "this software"} groups requests and shares a device.`]
        : []),
    ],
  };
}

function originOf(from: TableOrigin | RunsOrigin, lines: number[]): ServiceModelDocument["origin"] {
  if ("runs" in from) return { kind: "measured", runs: lines.map((line) => from.runs[line - 1] ?? "") };
  const { file, source = null, sha256, format } = from;
  return { kind: "table", file, source, sha256, format, lines };
}

function refusalOf(offline: readonly MeasuredRow[]): string | undefined {
  const crowded = offline.find(({ concurrency }) => concurrency > 1);
  if (crowded !== undefined)
    return `line ${crowded.line} is an offline row with ${crowded.concurrency} requests outstanding, and offline means one`;
  const again = offline.find(
    (row, at) => row.clientBatch === offline[at - 1]?.clientBatch && row.length === offline[at - 1]?.length,
  );
  if (again !== undefined)
    return `line ${again.line} is a second offline row for a batch of ${again.clientBatch}${again.length === null ? "" : ` at length ${again.length}`}, and nothing says which one holds`;
  if (offline.some(({ length }) => length === null) && offline.some(({ length }) => length !== null))
    return "some of its offline rows have a length, and others have none";
  const empty = offline.find((row) => serviceMs(row) === null && meanTimeMs(row) === null);
  if (empty !== undefined) return `line ${empty.line} is an offline row without any time`;
  const instant = offline.find((row) => serviceMs(row) === 0);
  if (instant !== undefined) return `line ${instant.line} is an offline row whose execution took no time`;
  const hidden = hiddenTransfer(offline);
  return hidden?.isLarge ? hidden.words : undefined;
}

type Point = ServiceModelDocument["points"][number];

/** The jitter of executions, and what there is to say of it. */
interface Jitter {
  /** Standard deviation of the logarithm of the time of an execution. */
  readonly spread: number;
  readonly note: string | null;
}

/**
 * The jitter of executions, from p95 ÷ p50 of what their client saw. That is more than the executions' own: the way and the client add
 * theirs, and a table's p95 may rest on a few requests, so it counts up to a most, that on public tables was enough for p95. Of runs
 * of our own, whose executions are nearly all that the client saw, it counts as it is.
 */
function jitterOf(offline: readonly MeasuredRow[], isOurs: boolean): Jitter {
  const spreads = offline.flatMap(({ p50Ms, p95Ms, meanMs }) => {
    const middleMs = p50Ms ?? meanMs;
    return middleMs === null || p95Ms === null || p95Ms < middleMs ? [] : [Math.log(p95Ms / middleMs) / Z95];
  });
  const typical = median(spreads);
  if (typical === null) return { spread: USUAL_SPREAD, note: null };
  const isExecution = offline.every(
    (row) => (serviceMs(row) ?? 0) >= MOSTLY_EXECUTION * (meanTimeMs(row) ?? Number.POSITIVE_INFINITY),
  );
  if (typical <= MOST_SPREAD || (isOurs && isExecution))
    return { spread: Math.max(LEAST_SPREAD, typical), note: null };
  return {
    spread: MOST_SPREAD,
    note: `The times that clients saw vary by ${formatNumber(100 * typical, 2)} %, of which the way and the client have an unknown part: executions are taken to vary by ${100 * MOST_SPREAD} %, so high percentiles may come out too low.`,
  };
}

function pointsOf(offline: readonly MeasuredRow[], laws: StackLaws, spread: number): Point[] {
  return offline.map((row) => ({
    batch: row.clientBatch,
    length: row.length ?? 0,
    ...partsOf(row, laws),
    spread,
    quantiles: [],
  }));
}

/** The batches that were measured at every length, and the lengths. */
function rangeOf(points: readonly Point[]): ServiceModelDocument["range"] {
  const batches = [...grouped(points, ({ length }) => String(length)).values()].map((own) =>
    own.map(({ batch }) => batch),
  );
  return {
    leastBatch: largest(batches.map((own) => smallest(own))),
    mostBatch: smallest(batches.map((own) => largest(own))),
    leastLength: smallest(points.map(({ length }) => length)),
    mostLength: largest(points.map(({ length }) => length)),
  };
}

/** The parts of an execution's time. Where only the client measured, the way to the server is taken off, and the rest is computing. */
function partsOf(row: MeasuredRow, laws: StackLaws) {
  const { inputMs, computeMs, outputMs } = row;
  if (computeMs !== null) return { inputMs: inputMs ?? 0, computeMs, outputMs: outputMs ?? 0 };
  const law = transferLawFor(row, laws);
  const wholeMs = meanTimeMs(row) ?? 0;
  const bytes = (row.itemBytes ?? 0) * row.clientBatch;
  const load = { concurrency: 1, itemsPerRequest: 1, bytes, aloneMs: null };
  const wayMs = law === null ? 0 : transferTimeMs(law, load);
  return { inputMs: 0, computeMs: Math.max(wholeMs / 2, wholeMs - wayMs), outputMs: 0 };
}
