import type { Cells, TableFormat } from "./table-format.ts";

/** Elements of tensors are taken to be of four bytes, as float and int32 are. */
const BYTES_PER_ELEMENT = 4;
const TIMES = ["avg_ms", "p50_ms", "throughput_per_s", "compute_infer_ms"] as const;

/** A table of many series with times in milliseconds: one row for each load, offline and online, described in docs/calibration.md. */
export const tidy: TableFormat = {
  name: "tidy",
  title: "tidy CSV of many series, times in ms (docs/calibration.md)",
  needs: ["series", "scenario", "client_batch", "concurrency", "backend", TIMES],
  fits: (names) => names.includes("scenario") && (names.includes("series") || names.includes("client_batch")),
  rowOf(cells) {
    const scenario = scenarioOf(cells);
    const series = cells.text("series");
    const clientBatch = cells.count("client_batch");
    const concurrency = cells.count("concurrency") ?? (scenario === "offline" ? 1 : null);
    if (series === null) cells.refuse("the series is blank");
    if (clientBatch === null && cells.text("client_batch") === null) cells.refuse("client_batch is blank");
    if (concurrency === null && cells.text("concurrency") === null) cells.refuse("concurrency is blank");
    if (scenario === null || series === null || clientBatch === null || concurrency === null) return null;
    return {
      line: cells.line,
      series,
      scenario,
      clientBatch,
      concurrency,
      statesConcurrency: cells.text("concurrency") !== null,
      ...factsOf(cells),
      ...timesOf(cells),
    };
  },
};

function scenarioOf(cells: Cells): "offline" | "online" | null {
  const text = cells.text("scenario")?.toLowerCase();
  if (text === "offline" || text === "online") return text;
  cells.refuse(`the scenario is "${text ?? ""}", and not offline or online`);
  return null;
}

function factsOf(cells: Cells) {
  const delayUs = cells.number("queue_delay_us");
  const inputElements = cells.number("input_elements");
  return {
    model: cells.text("model"),
    length: cells.count("length"),
    backend: cells.text("backend"),
    accelerator: cells.text("accelerator"),
    version: cells.text("server_version"),
    precision: cells.text("precision"),
    format: cells.text("format"),
    device: cells.text("gpu"),
    deviceCount: cells.number("gpu_count"),
    transport: cells.text("transport"),
    instances: cells.count("instances"),
    maxBatch: cells.count("max_batch"),
    preferredSizes: sizesOf(cells),
    queueDelayMs: delayUs === null ? null : delayUs / 1000,
    itemBytes: inputElements === null ? null : inputElements * BYTES_PER_ELEMENT,
  };
}

function timesOf(cells: Cells) {
  return {
    throughputPerSec: cells.number("throughput_per_s", "above-zero"),
    clientSendMs: cells.number("client_send_ms"),
    networkMs: cells.number("network_ms"),
    queueMs: cells.number("queue_ms"),
    inputMs: cells.number("compute_input_ms"),
    computeMs: cells.number("compute_infer_ms"),
    outputMs: cells.number("compute_output_ms"),
    clientRecvMs: cells.number("client_recv_ms"),
    p50Ms: cells.number("p50_ms", "above-zero"),
    p95Ms: cells.number("p95_ms", "above-zero"),
    meanMs: cells.number("avg_ms", "above-zero"),
  };
}

/** Preferred batch sizes, which stand in one cell with blanks between them. */
function sizesOf(cells: Cells): readonly number[] {
  const words = cells.text("preferred_batch")?.split(/[\s;]+/) ?? [];
  const sizes = words.map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size > 0)) return sizes;
  cells.refuse("preferred_batch is no list of whole numbers with blanks between them");
  return [];
}
