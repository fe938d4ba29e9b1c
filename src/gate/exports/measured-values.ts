import { FIGURES } from "../../result/figures.ts";
import type { GateMetricResult, GateResult } from "../../result/gate-result.ts";
import { UNITS, type Unit } from "../../result/units.ts";
import { median } from "../../stats/median.ts";
import { quantileRanks } from "../../stats/order-statistics.ts";
import { namedLoadLine } from "../load-line.ts";

const CONFIDENCE = 0.95;

/** What the candidate's runs measured of one metric, for programs that keep a number for each version. */
export interface MeasuredValue {
  readonly metric: GateMetricResult;
  /** Name of the figure with its unit, such as `latency_p99_ms`: the same in every gate. */
  readonly column: string;
  readonly unit: string;
  /** The median of the candidate's runs. */
  readonly value: number;
  /** The 95 % interval of that median over runs, by order statistics; null for fewer than six. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** The values of a gate's metrics; one that no run of the candidate has is not among them. */
export function measuredValues({ metrics, pairs }: GateResult): MeasuredValue[] {
  return metrics.flatMap((metric) => {
    const values = pairs
      .filter(({ stage, missing }) => stage === "gate" && missing === null)
      .flatMap(({ candidate }) => candidate.figures[metric.figure] ?? [])
      .sort((a, b) => a - b);
    const value = median(values);
    if (value === null) return [];
    const ranks = quantileRanks(values.length, 0.5, CONFIDENCE);
    return [
      {
        metric,
        column:
          (namedLoadLine(metric.figure) ?? FIGURES.find(({ id }) => id === metric.figure))?.column ??
          metric.figure,
        unit: UNITS[metric.unit as Unit].title,
        value,
        interval:
          ranks === null
            ? null
            : { low: values[ranks.low - 1] as number, high: values[ranks.high - 1] as number },
      },
    ];
  });
}

/** The name under which programs keep the values of a gate over time: that of its scenario, which no rate or address changes. */
export function benchmarkName({ command }: Pick<GateResult, "command">): string {
  const [, , scenario = ""] = command;
  return `plimsoll ${scenario === "" || scenario.startsWith("-") ? "gate" : scenario}`;
}
