import type { TableFormat } from "./table-format.ts";

const PER_MS = 1000;

/**
 * What `perf_analyzer -f FILE` writes: a row for each concurrency, times in microseconds. It names neither model nor batch size; a
 * column `Batch Size` may be added, so that files of several batch sizes can be laid together.
 */
export const perfAnalyzer: TableFormat = {
  name: "perf-analyzer",
  title: "CSV of perf_analyzer -f, times in µs",
  needs: ["concurrency", "inferences/second", "server compute infer", "server queue", "p50 latency"],
  fits: (names) => names.includes("inferences/second"),
  rowOf(cells) {
    const concurrency = cells.count("concurrency");
    if (concurrency === null) {
      if (cells.text("concurrency") === null) cells.refuse("the concurrency is blank");
      return null;
    }
    const us = (column: string, least: "zero" | "above-zero" = "zero") => {
      const value = cells.number(column, least);
      return value === null ? null : value / PER_MS;
    };
    return {
      line: cells.line,
      series: cells.text("model") ?? "perf_analyzer",
      scenario: concurrency === 1 ? "offline" : "online",
      clientBatch: cells.count("batch size") ?? cells.count("batch") ?? 1,
      concurrency,
      statesConcurrency: true,
      ...NOTHING_STATED,
      model: cells.text("model"),
      throughputPerSec: cells.number("inferences/second", "above-zero"),
      clientSendMs: us("client send"),
      networkMs: us("network+server send/recv"),
      queueMs: us("server queue"),
      inputMs: us("server compute input"),
      computeMs: us("server compute infer"),
      outputMs: us("server compute output"),
      clientRecvMs: us("client recv"),
      p50Ms: us("p50 latency", "above-zero"),
      p95Ms: us("p95 latency", "above-zero"),
      meanMs: us("avg latency", "above-zero"),
    };
  },
};

/** The facts of a row whose table says none. */
export const NOTHING_STATED = {
  length: null,
  model: null,
  backend: null,
  accelerator: null,
  version: null,
  precision: null,
  format: null,
  device: null,
  deviceCount: null,
  transport: null,
  instances: null,
  maxBatch: null,
  preferredSizes: [],
  queueDelayMs: null,
  itemBytes: null,
} as const;
