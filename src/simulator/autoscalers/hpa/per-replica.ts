import type { ReplicaGroups } from "./group-replicas.ts";
import { isWithin, type Proposal, replicasFor, type Tolerances, toleranceWords } from "./proposal.ts";

/** What a metric of single replicas is held against; values and targets in thousandths. */
export interface ReplicaTarget {
  readonly name: string;
  /** `average-value` is a mean over the replicas, `utilization` a percentage of what they asked for. */
  readonly type: "average-value" | "utilization";
  /** Thousandths of a value, or a whole percentage. */
  readonly target: number;
}

/** What each replica asked for, in thousandths of a percent: its utilisation is a percentage of itself. */
const REQUEST = 100_000;

/**
 * Replicas that a metric of single replicas proposes: `GetResourceReplicas` and `calcPlainMetricReplicas` of
 * kubernetes/pkg/controller/podautoscaler/replica_calculator.go.
 *
 * @param values the value of each replica that has one, in thousandths
 */
export function proposePerReplica(
  metric: ReplicaTarget,
  values: ReadonlyMap<number, number>,
  groups: ReplicaGroups,
  current: number,
  tolerances: Tolerances,
): Proposal {
  const used = new Map([...values].filter(([id]) => !groups.ignored.has(id) && !groups.unready.has(id)));
  const shown = { name: metric.name, target: shownTarget(metric) };
  if (used.size === 0)
    return {
      ...shown,
      replicas: null,
      value: null,
      heldBackBy: [`no replica has a value of ${metric.name}`],
    };
  const first = usageOf(metric, used);
  const proposal = (replicas: number, ...heldBackBy: string[]): Proposal => ({
    ...shown,
    replicas,
    value: first.shown,
    heldBackBy,
  });
  const growsWithUnready = groups.unready.size > 0 && first.ratio > 1;
  if (!growsWithUnready && groups.missing.size === 0)
    return isWithin(tolerances, first.ratio)
      ? proposal(current, toleranceWords(tolerances, first.ratio))
      : proposal(replicasFor(first.ratio * groups.ready));
  for (const id of groups.missing) {
    if (first.ratio < 1) used.set(id, whereMissing(metric));
    else if (first.ratio > 1) used.set(id, 0);
  }
  if (growsWithUnready) for (const id of groups.unready) used.set(id, 0);
  const { ratio } = usageOf(metric, used);
  const assumed = `${groups.missing.size} without a value and ${groups.unready.size} not ready`;
  if (isWithin(tolerances, ratio))
    return proposal(current, `${toleranceWords(tolerances, ratio)}, with ${assumed}`);
  if ((first.ratio < 1 && ratio > 1) || (first.ratio > 1 && ratio < 1))
    return proposal(current, `${assumed} would turn the direction`);
  const replicas = replicasFor(ratio * used.size);
  if ((ratio < 1 && replicas > current) || (ratio > 1 && replicas < current))
    return proposal(current, `${assumed} would turn the direction`);
  return proposal(replicas);
}

/** What a replica without a value is taken to use where fewer are wanted: its target, and at least all it asked for. */
function whereMissing({ type, target }: ReplicaTarget): number {
  return type === "utilization" ? Math.trunc((REQUEST * Math.max(100, target)) / 100) : target;
}

/** Usage as a ratio to its target, with the whole numbers that `metrics/utilization.go` of Kubernetes divides. */
function usageOf(
  { type, target }: ReplicaTarget,
  values: ReadonlyMap<number, number>,
): { readonly ratio: number; readonly shown: number } {
  const total = [...values.values()].reduce((sum, value) => sum + value, 0);
  if (type === "utilization") {
    const utilisation = Math.trunc((total * 100) / (values.size * REQUEST));
    return { ratio: utilisation / target, shown: utilisation };
  }
  const mean = Math.trunc(total / values.size);
  return { ratio: mean / target, shown: mean / 1000 };
}

function shownTarget({ type, target }: ReplicaTarget): number {
  return type === "utilization" ? target : target / 1000;
}
