import type { SweepResult } from "../../../result/sweep-result.ts";
import type { Chart } from "../../charts/chart.ts";
import { batchByLoad } from "./batch-by-load.ts";
import { latencyByLoad } from "./latency-by-load.ts";
import { lengthVariability } from "./length-variability.ts";
import { pareto } from "./pareto.ts";
import { throughputByVariant } from "./throughput-by-variant.ts";

/** Every chart of a sweep. A new one takes its own file and a line here. */
export const SWEEP_CHARTS = {
  pareto,
  throughputByVariant,
  latencyByLoad,
  batchByLoad,
  lengthVariability,
} satisfies Record<string, Chart<SweepResult>>;
