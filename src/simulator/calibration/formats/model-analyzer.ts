import { NOTHING_STATED } from "./perf-analyzer.ts";
import type { Cells, TableFormat } from "./table-format.ts";

/**
 * What Model Analyzer writes as `metrics-model-inference.csv`: a row for each model configuration, batch and concurrency, times in
 * milliseconds. Which columns it has is the choice of `inference_output_fields`; those for the parts of the server's time are needed.
 */
export const modelAnalyzer: TableFormat = {
  name: "model-analyzer",
  title: "metrics-model-inference.csv of Model Analyzer, times in ms",
  needs: [
    "model config path",
    "batch",
    "concurrency",
    "throughput (infer/sec)",
    ["server compute infer time (ms)", "avg latency (ms)"],
  ],
  fits: (names) => names.includes("model config path") && names.includes("batch"),
  rowOf(cells) {
    const series = cells.text("model config path");
    const clientBatch = cells.count("batch");
    const concurrency = cells.count("concurrency");
    if (series === null || clientBatch === null || concurrency === null) {
      cells.refuse("model config path, batch and concurrency are all needed");
      return null;
    }
    return {
      line: cells.line,
      series,
      scenario: concurrency === 1 ? "offline" : "online",
      clientBatch,
      concurrency,
      statesConcurrency: true,
      ...NOTHING_STATED,
      model: cells.text("model"),
      instances: instancesOf(cells),
      maxBatch: cells.count("max batch size"),
      throughputPerSec: cells.number("throughput (infer/sec)", "above-zero"),
      clientSendMs: null,
      networkMs: cells.number("client send/recv time (ms)"),
      queueMs: cells.number("server queue time (ms)"),
      inputMs: cells.number("server compute input time (ms)"),
      computeMs: cells.number("server compute infer time (ms)"),
      outputMs: cells.number("server compute output time (ms)"),
      clientRecvMs: null,
      p50Ms: cells.number("p50 latency (ms)", "above-zero"),
      p95Ms: cells.number("p95 latency (ms)", "above-zero"),
      meanMs: cells.number("avg latency (ms)", "above-zero"),
    };
  },
};

/** The number of instances in `2/GPU`, `2:GPU` or `2`. */
function instancesOf(cells: Cells): number | null {
  const text = cells.text("instance group");
  if (text === null) return null;
  const count = /^(\d+)\s*(?:[/:]\s*\w+)?$/.exec(text)?.[1];
  if (count !== undefined && Number(count) > 0) return Number(count);
  cells.refuse(`the instance group "${text}" is not one such as 2/GPU`);
  return null;
}
