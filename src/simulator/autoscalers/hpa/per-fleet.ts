import type { ReplicaReading } from "../fleet-reading.ts";
import { isWithin, type Proposal, replicasFor, type Tolerances, toleranceWords } from "./proposal.ts";

/** What a metric of the whole fleet, as of an object or of something external, is held against; in thousandths. */
export interface FleetTarget {
  readonly name: string;
  /** `value` is held against the fleet's value, `average-value` against its share for each replica. */
  readonly type: "value" | "average-value";
  readonly target: number;
}

/**
 * Replicas that a metric of the whole fleet proposes: `GetObjectMetricReplicas`, `GetExternalMetricReplicas` and their
 * per-pod kin in kubernetes/pkg/controller/podautoscaler/replica_calculator.go.
 *
 * @param usage the value in thousandths; null where there is none
 */
export function proposeForFleet(
  metric: FleetTarget,
  usage: number | null,
  replicas: readonly ReplicaReading[],
  current: number,
  tolerances: Tolerances,
): Proposal {
  const shown = { name: metric.name, target: metric.target / 1000 };
  if (usage === null)
    return { ...shown, replicas: null, value: null, heldBackBy: [`${metric.name} has no value`] };
  return metric.type === "value"
    ? { ...shown, value: usage / 1000, ...byValue(metric.target, usage, replicas, current, tolerances) }
    : byAverage(shown, metric.target, usage, replicas, tolerances);
}

function byValue(
  target: number,
  usage: number,
  replicas: readonly ReplicaReading[],
  current: number,
  tolerances: Tolerances,
): Pick<Proposal, "replicas" | "heldBackBy"> {
  const ratio = usage / target;
  if (current === 0) return { replicas: replicasFor(ratio), heldBackBy: [] };
  if (isWithin(tolerances, ratio))
    return { replicas: current, heldBackBy: [toleranceWords(tolerances, ratio)] };
  // Kubernetes counts pods that are ready here, those on their way out among them.
  const ready = replicas.filter(({ isReady }) => isReady).length;
  return { replicas: replicasFor(ratio * ready), heldBackBy: [] };
}

function byAverage(
  shown: Pick<Proposal, "name" | "target">,
  target: number,
  usage: number,
  replicas: readonly ReplicaReading[],
  tolerances: Tolerances,
): Proposal {
  // The count of the scale's status: every pod that is not on its way out, ready or not.
  const existing = replicas.filter(({ isEnding }) => !isEnding).length;
  const ratio = usage / (target * existing);
  const value = existing === 0 ? null : Math.ceil(usage / existing) / 1000;
  // With no replicas the ratio is no number or infinite, and never within the tolerance.
  return isWithin(tolerances, ratio)
    ? { ...shown, value, replicas: existing, heldBackBy: [toleranceWords(tolerances, ratio)] }
    : { ...shown, value, replicas: replicasFor(usage / target), heldBackBy: [] };
}
