import { expectArray, expectObject } from "../json.ts";
import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { show, WireError } from "../wire-error.ts";

// Triton's statistics extension: docs/protocol/extension_statistics.md of https://github.com/triton-inference-server/server,
// in JSON, and ModelStatistics of protobuf/grpc_service.proto of https://github.com/triton-inference-server/common.

/** How many times something happened, and how long it took in total. */
export interface DurationTotal {
  readonly count: number;
  readonly ns: number;
}

/** Names of the durations in JSON; over gRPC they are the fields 1 to 6 of InferStatistics, in this order. */
const DURATIONS = {
  success: "success",
  fail: "fail",
  queue: "queue",
  computeInput: "compute_input",
  computeInfer: "compute_infer",
  computeOutput: "compute_output",
} as const;

type Durations = Readonly<Record<keyof typeof DURATIONS, DurationTotal>>;

/** Totals of a model since the server loaded it. Durations are counted per request, regardless of its batch. */
export interface ModelStatistics extends Durations {
  /** Number of items, not requests, that the model has run. */
  readonly inferenceCount: number;
  /** Executions of the model: fewer than items where the server batches. */
  readonly executionCount: number;
}

/** Reads the body of `GET /v2/models/{model}/stats`, the versions of the model added up. Throws `WireError`. */
export function parseModelStatistics(json: unknown): ModelStatistics {
  const { model_stats } = expectObject(json, "model statistics");
  return addUp(
    expectArray(model_stats, "model_stats").map((entry, i) => fromJson(entry, `model_stats[${i}]`)),
  );
}

/** Reads a ModelStatisticsResponse, the versions of the model added up. Throws `WireError`. */
export function decodeModelStatistics(message: Uint8Array): ModelStatistics {
  const reader = new ProtobufReader(message, "ModelStatisticsResponse");
  const versions: ModelStatistics[] = [];
  while (reader.next()) {
    if (reader.field === 1) versions.push(fromProtobuf(reader.message(`model_stats[${versions.length}]`)));
    else reader.skip();
  }
  return addUp(versions);
}

function addUp([first, ...others]: readonly ModelStatistics[]): ModelStatistics {
  if (first === undefined)
    throw new WireError("model_stats: expected the model that was asked for, found none");
  return others.reduce(
    (sum, one) => ({
      ...eachDuration((key) => ({ count: sum[key].count + one[key].count, ns: sum[key].ns + one[key].ns })),
      inferenceCount: sum.inferenceCount + one.inferenceCount,
      executionCount: sum.executionCount + one.executionCount,
    }),
    first,
  );
}

function eachDuration(total: (key: keyof Durations) => DurationTotal): Durations {
  const keys = Object.keys(DURATIONS) as (keyof Durations)[];
  return Object.fromEntries(keys.map((key) => [key, total(key)])) as Durations;
}

function fromJson(entry: unknown, path: string): ModelStatistics {
  const fields = expectObject(entry, path);
  const stats = expectObject(fields.inference_stats, `${path}.inference_stats`);
  return {
    ...eachDuration((key) => {
      const at = `${path}.inference_stats.${DURATIONS[key]}`;
      const { count, ns } = expectObject(stats[DURATIONS[key]], at);
      return { count: countOf(count, `${at}.count`), ns: countOf(ns, `${at}.ns`) };
    }),
    inferenceCount: countOf(fields.inference_count, `${path}.inference_count`),
    executionCount: countOf(fields.execution_count, `${path}.execution_count`),
  };
}

/** Reads a count. Nanoseconds of more than 11 days have 16 digits, and so are a bigint here. */
function countOf(value: unknown, path: string): number {
  if ((typeof value === "number" || typeof value === "bigint") && value >= 0) return Number(value);
  throw new WireError(`${path}: expected a count, found ${show(value)}`);
}

function fromProtobuf(reader: ProtobufReader): ModelStatistics {
  let inferenceCount = 0;
  let executionCount = 0;
  let durations: readonly DurationTotal[] = [];
  while (reader.next()) {
    if (reader.field === 4) inferenceCount = Number(reader.uint64());
    else if (reader.field === 5) executionCount = Number(reader.uint64());
    else if (reader.field === 6) durations = readDurations(reader.message("inference_stats"));
    else reader.skip();
  }
  const keys = Object.keys(DURATIONS);
  const totals = eachDuration((key) => durations[keys.indexOf(key) + 1] ?? { count: 0, ns: 0 });
  return { ...totals, inferenceCount, executionCount };
}

/** Reads the durations of InferStatistics, by field number. */
function readDurations(reader: ProtobufReader): DurationTotal[] {
  const durations: DurationTotal[] = [];
  while (reader.next()) {
    if (reader.field <= Object.keys(DURATIONS).length)
      durations[reader.field] = readDuration(reader.message(`field ${reader.field}`));
    else reader.skip();
  }
  return durations;
}

function readDuration(reader: ProtobufReader): DurationTotal {
  let count = 0;
  let ns = 0;
  while (reader.next()) {
    if (reader.field === 1) count = Number(reader.uint64());
    else if (reader.field === 2) ns = Number(reader.uint64());
    else reader.skip();
  }
  return { count, ns };
}
