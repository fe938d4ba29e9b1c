import { largest, smallest } from "../core/extremes.ts";
import type { RunResult } from "../result/run-result.ts";
import { median } from "../stats/median.ts";

/** A measured run, and the simulated one of the same traffic. */
export interface ComparedPair {
  readonly measured: RunResult;
  readonly simulated: RunResult;
}

type Comparison = NonNullable<NonNullable<RunResult["simulation"]>["comparison"]>;
type Read = (result: RunResult) => number | null;

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
const FIGURES: readonly { figure: string; title: string; unit: string; read: Read }[] = [
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

/** Lays simulated runs beside measured ones, figure by figure. */
export function compareWithMeasured(pairs: readonly ComparedPair[]): Comparison {
  return {
    runs: pairs.map(({ measured, simulated }) => ({
      startedAt: measured.startedAt,
      server: measured.target.server,
      seed: measured.seed,
      valid: measured.verdict.valid,
      sameSchedule: measured.schedule.sha256 === simulated.schedule.sha256,
    })),
    rows: FIGURES.map(({ figure, title, unit, read }) => {
      const values = pairs.flatMap(({ measured, simulated }) => {
        const [was, is] = [read(measured), read(simulated)];
        return was === null || is === null ? [] : [{ was, is }];
      });
      const measured = values.map(({ was }) => was);
      const middle = median(measured);
      const errors = values.flatMap(({ was, is }) => (was === 0 ? [] : [(is - was) / was]));
      const range = largest(measured, 0) - smallest(measured);
      return {
        figure,
        title,
        unit,
        measured: middle,
        simulated: median(values.map(({ is }) => is)),
        error: median(errors),
        spread: values.length < 2 || !middle ? null : range / middle,
        pairs: values.length,
      };
    }),
  };
}
