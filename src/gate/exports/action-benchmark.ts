import type { GateExport } from "./gate-export.ts";
import { benchmarkName, measuredValues } from "./measured-values.ts";

/**
 * The candidate's figures for github-action-benchmark, whose files have one direction each: `customSmallerIsBetter` or
 * `customBiggerIsBetter`. The range is half of the interval over runs.
 */
function actionBenchmark(better: "lower" | "higher", tool: string): GateExport {
  return {
    title: `github-action-benchmark, tool ${tool}: figures of which ${better} is better`,
    render(result) {
      const benches = measuredValues(result)
        .filter(({ metric }) => metric.better === better)
        .map(({ metric, unit, value, interval }) => ({
          name: `${benchmarkName(result)}: ${metric.title}`,
          unit,
          value,
          ...(interval === null ? {} : { range: `± ${(interval.high - interval.low) / 2}` }),
          extra: metric.sentence,
        }));
      return `${JSON.stringify(benches, null, 2)}\n`;
    },
  };
}

/** Figures of which less is better, such as latencies. */
export const smallerIsBetter = actionBenchmark("lower", "customSmallerIsBetter");

/** Figures of which more is better, such as throughput. */
export const biggerIsBetter = actionBenchmark("higher", "customBiggerIsBetter");
