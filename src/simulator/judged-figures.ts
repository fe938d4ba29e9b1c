import type { RunResult } from "../result/run-result.ts";

type Read = (result: RunResult) => number | null;

/** A figure that a simulation is judged by. */
interface JudgedFigure {
  readonly figure: string;
  readonly title: string;
  readonly unit: string;
  readonly read: Read;
}

/** Time of an execution, ms, as its server counted it. */
const computeMs: Read = ({ serverStatistics: inside }) => {
  if (inside === null) return null;
  const parts = [inside.computeInputMs, inside.computeInferMs, inside.computeOutputMs];
  return parts.every((part) => part === null)
    ? null
    : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
};

/**
 * The figures by which a simulation is judged. Never the total alone: errors of queue and service have opposite signs, and cancel in it.
 */
export const JUDGED_FIGURES: readonly JudgedFigure[] = [
  { figure: "achievedPerSec", title: "answered ok", unit: "/s", read: ({ load }) => load.achievedPerSec },
  {
    figure: "queueMs",
    title: "queue, mean",
    unit: "ms",
    read: (run) => run.serverStatistics?.queueMs ?? null,
  },
  { figure: "computeMs", title: "compute, mean", unit: "ms", read: computeMs },
  {
    figure: "meanBatch",
    title: "items a batch",
    unit: "",
    read: (run) => run.serverStatistics?.meanBatch ?? null,
  },
  { figure: "p50Ms", title: "response p50", unit: "ms", read: ({ latencyMs }) => latencyMs.response.p50 },
  { figure: "p95Ms", title: "response p95", unit: "ms", read: ({ latencyMs }) => latencyMs.response.p95 },
  { figure: "p99Ms", title: "response p99", unit: "ms", read: ({ latencyMs }) => latencyMs.response.p99 },
  { figure: "meanMs", title: "response mean", unit: "ms", read: ({ latencyMs }) => latencyMs.response.mean },
  {
    figure: "failedShare",
    title: "failed",
    unit: "share",
    read: ({ requests }) => (requests.scheduled === 0 ? null : requests.failed / requests.scheduled),
  },
];

/** Values of the judged figures, by name; null where a run has none. */
export type JudgedValues = Readonly<Record<string, number | null>>;

/** Reads the judged figures of a run, measured or simulated. */
export function judgedValues(run: RunResult): JudgedValues {
  return Object.fromEntries(JUDGED_FIGURES.map(({ figure, read }) => [figure, read(run)]));
}
