import type { GateOptions } from "../../config/gate-options.ts";
import { usageError } from "../../core/errors.ts";
import { formatShare, listProblems, plural } from "../../core/format.ts";
import { fewestPairs, type GatePlan, looksAt } from "../../gate/looks.ts";
import type { GateMetric } from "../../gate/metric.ts";
import { type AskedMetric, loadLineMetrics, metricsOf } from "../../gate/parse-metric.ts";
import { besideAnchor, besideStored } from "../../gate/stored-runs.ts";
import { fewestBeside, rankSumCritical } from "../../stats/rank-sum.ts";
import type { StoredRun } from "../../store/stored-runs.ts";
import { type GateSearch, whyOtherMetrics } from "./gate-search.ts";
import type { StoredSides } from "./stored-sides.ts";

/** The most stored runs that are looked at for how many would do. */
const MOST_STORED = 50;
/** Pairs before the first look that a gate has at least, where nobody says how many. */
const USUAL_PAIRS = 7;

/** The metrics of a gate and the numbers of pairs at which they are judged. */
export interface PlannedGate {
  readonly metrics: readonly GateMetric[];
  readonly plan: GatePlan;
}

/**
 * Plans a gate.
 *
 * @param search how load lines are searched; null for a gate at one load
 * @throws one usage error with all problems: metrics named twice or of another kind of gate, too few pairs to show anything
 */
export function planGate(
  options: GateOptions,
  asked: readonly AskedMetric[],
  { baseline, anchor }: StoredSides = { baseline: null, anchor: null },
  search: GateSearch | null = null,
): PlannedGate {
  const resultsOf = (runs: readonly StoredRun[]) => runs.map(({ result }) => result);
  const own = (search === null ? metricsOf : loadLineMetrics)(asked, options.tolerance);
  const metrics = [
    ...(baseline === null ? own : besideStored(own, resultsOf(baseline))),
    ...(anchor === null ? [] : besideAnchor(own, resultsOf(anchor))),
  ];
  const names = metrics.map(({ figure }) => figure.id);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  const plan = { alpha: options.alpha, looks: looksOf(options, metrics.length) };
  const problems = [
    ...[...twice].map((name) => `metric ${name} is given twice`),
    ...whyOtherMetrics(own, search),
    ...whyTooFew(options, plan, metrics),
    ...whyTooFewStored(plan, metrics),
  ];
  if (problems.length === 0) return { metrics, plan };
  const cure = whyOtherMetrics(own, search).length > 0 ? "name metrics that this gate can judge" : null;
  throw usageError(
    listProblems(problems),
    cure ??
      (twice.size > 0 ? "name each metric once" : "measure more pairs, name fewer metrics, or raise --alpha"),
  );
}

function looksOf({ pairs, maxPairs, alpha }: GateOptions, metrics: number): number[] {
  // As many looks as there will be with twice the pairs, unless there is room for the first look alone.
  const usual = Math.max(USUAL_PAIRS, fewestPairs(alpha, 2, metrics));
  const first = pairs ?? Math.min(usual, maxPairs ?? usual);
  return looksAt(first, maxPairs ?? 2 * first);
}

/** Stored runs of a metric that are too few to show anything beside the last look's runs. */
function whyTooFewStored({ alpha, looks }: GatePlan, metrics: readonly GateMetric[]): string[] {
  const error = alpha / looks.length / metrics.length;
  const last = looks.at(-1) ?? 0;
  return metrics.flatMap(({ figure, stored }) => {
    if (stored === undefined) return [];
    const runs = stored.spread.length;
    if (runs > 0 && rankSumCritical(runs, last, error) >= 0) return [];
    const needed = fewestBeside(last, error, MOST_STORED);
    return [
      `${plural(runs, "stored run")} with ${figure.words} can show nothing beside ${plural(last, "run")} with --alpha ${formatShare(alpha, 1)}, ${plural(looks.length, "look")} and ${plural(metrics.length, "metric")}: ${needed ?? `more than ${MOST_STORED}`} are needed`,
    ];
  });
}

function whyTooFew(
  { pairs, maxPairs }: GateOptions,
  { alpha, looks }: GatePlan,
  metrics: readonly GateMetric[],
): string[] {
  const [first = 0] = looks;
  const fewest = fewestPairs(alpha, looks.length, metrics.length);
  const errors = `with --alpha ${formatShare(alpha, 1)}, ${plural(looks.length, "look")} and ${plural(metrics.length, "metric")} (${metrics.map(({ figure }) => figure.id).join(", ")})`;
  return [
    ...(maxPairs !== undefined && pairs !== undefined && maxPairs < pairs
      ? [`--max-pairs ${maxPairs} is less than --pairs ${pairs}`]
      : []),
    ...(first < fewest
      ? [
          `${pairs === undefined ? `--max-pairs ${maxPairs}` : `--pairs ${pairs}`} can show nothing ${errors}: even if all said the same, that would not be rare enough by chance; ${fewest} pairs are needed`,
        ]
      : []),
  ];
}
