import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackLawsSchema } from "../../../src/result/stack-law.ts";

/** The laws that ship with the package. */
export const LAWS = stackLawsSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../models/stacks/triton.json"), "utf8")),
);

/** Columns of the tidy form that these tests fill. */
const COLUMNS = [
  "series",
  "backend",
  "accelerator",
  "gpu",
  "precision",
  "scenario",
  "transport",
  "instances",
  "max_batch",
  "queue_delay_us",
  "input_elements",
  "client_batch",
  "length",
  "concurrency",
  "throughput_per_s",
  "network_ms",
  "queue_ms",
  "compute_input_ms",
  "compute_infer_ms",
  "compute_output_ms",
  "p50_ms",
  "p95_ms",
  "avg_ms",
] as const;

export type TidyRow = Partial<Record<(typeof COLUMNS)[number], string | number>>;

/** A row of one series on one GPU, where nothing else is said. */
const USUAL: TidyRow = {
  series: "one",
  backend: "PyTorch",
  accelerator: "CUDA",
  gpu: "T4",
  precision: "FP16",
  scenario: "offline",
  transport: "shm-cuda",
  instances: 1,
  max_batch: 1,
  queue_delay_us: 0,
  client_batch: 1,
  concurrency: 1,
};

/** A tidy CSV of rows, each with the usual cells where it gives none. */
export function tidyTable(rows: readonly TidyRow[], usual: TidyRow = {}): string {
  const lines = rows.map((row) => {
    const whole = { ...USUAL, ...usual, ...row };
    return COLUMNS.map((column) => whole[column] ?? "").join(",");
  });
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}
