import { usageError } from "../core/errors.ts";
import type { Figure } from "../result/figure.ts";
import type { RunResult } from "../result/run-result.ts";
import { median } from "../stats/median.ts";
import { differenceOf, type GateMetric } from "./metric.ts";
import type { StoredFigure } from "./stored-figure.ts";

/** The currency of every price that a gate is given. */
const CURRENCY = "USD";

/**
 * Reads a figure from stored runs.
 *
 * @throws usage error for costs in a currency other than that of the gate: no rate of exchange is made up
 */
export function storedFigure(figure: Figure, runs: readonly RunResult[]): StoredFigure {
  const other = runs.find(({ cost }) => cost.currency !== CURRENCY)?.cost.currency;
  if (figure.unit === "perMillion" && other !== undefined)
    throw usageError(
      `a stored run has its costs in ${other}, and this gate in ${CURRENCY}`,
      `leave ${figure.id} out of the metrics, or store runs with --price in ${CURRENCY}`,
    );
  const values = runs.flatMap((run) => figure.read(run) ?? []);
  const middle = median(values);
  return { middle, spread: values.flatMap((value) => differenceOf(figure, middle, value) ?? []) };
}

/** The metrics, each of them judged beside stored runs instead of the baseline of its pair; limits stay what they are. */
export function besideStored(metrics: readonly GateMetric[], runs: readonly RunResult[]): GateMetric[] {
  return metrics.map((metric) =>
    metric.limit == null ? { ...metric, stored: storedFigure(metric.figure, runs) } : metric,
  );
}

/** Further metrics that compare the candidate with the runs of an anchor, by which a slow creep is seen. */
export function besideAnchor(metrics: readonly GateMetric[], runs: readonly RunResult[]): GateMetric[] {
  return metrics.flatMap((metric) => {
    if (metric.limit != null) return [];
    const { figure } = metric;
    const own = {
      ...figure,
      id: `${figure.id} beside the anchor`,
      title: `${figure.title} beside the anchor`,
      words: `${figure.words} beside the anchor`,
    };
    return [{ ...metric, figure: own, stored: storedFigure(figure, runs) }];
  });
}
