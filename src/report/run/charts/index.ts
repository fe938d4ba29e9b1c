import type { RunResult } from "../../../result/run-result.ts";
import type { Chart } from "../../charts/chart.ts";
import { burstiness } from "./burstiness.ts";
import { failures } from "./failures.ts";
import { gaps } from "./gaps.ts";
import { latencyPercentiles } from "./latency-percentiles.ts";
import { replicas } from "./replicas.ts";
import { sendLag } from "./send-lag.ts";
import { timeline } from "./timeline.ts";
import { tokenTimes } from "./token-times.ts";

/** Every chart of a run. A new one takes its own file and a line here. */
export const RUN_CHARTS = {
  latencyPercentiles,
  timeline,
  gaps,
  burstiness,
  failures,
  sendLag,
  tokenTimes,
  replicas,
} satisfies Record<string, Chart<RunResult>>;
