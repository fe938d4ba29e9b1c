import type { GateExport } from "./gate-export.ts";
import { benchmarkName, measuredValues } from "./measured-values.ts";

/**
 * The candidate's figures in the Bencher Metric Format, for `bencher run --adapter json`: one benchmark, a measure for each metric, with the
 * interval over runs where there are enough of them.
 */
export const bencher: GateExport = {
  title: "Bencher Metric Format, for bencher run --adapter json",
  render(result) {
    const measures = measuredValues(result).map(({ column, value, interval }) => [
      column,
      interval === null ? { value } : { value, lower_value: interval.low, upper_value: interval.high },
    ]);
    const format = { [benchmarkName(result)]: Object.fromEntries(measures) };
    return `${JSON.stringify(format, null, 2)}\n`;
  },
};
