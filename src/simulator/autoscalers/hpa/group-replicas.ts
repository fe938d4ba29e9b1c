import type { ReplicaReading } from "../fleet-reading.ts";

/** Replicas by what the HPA makes of them. */
export interface ReplicaGroups {
  /** How many count with their value. */
  readonly ready: number;
  /** Replicas that are not yet up: they count as using nothing where more are wanted. */
  readonly unready: ReadonlySet<number>;
  /** Replicas without a value. */
  readonly missing: ReadonlySet<number>;
  /** Replicas on their way out. */
  readonly ignored: ReadonlySet<number>;
}

/** What decides, for the metric `cpu` alone, whether a replica's value may be believed. */
export interface CpuReadiness {
  /** `--horizontal-pod-autoscaler-cpu-initialization-period`, ms. */
  readonly initialisationMs: number;
  /** `--horizontal-pod-autoscaler-initial-readiness-delay`, ms. */
  readonly initialReadinessDelayMs: number;
  /** Time that a value is measured over, and when it was scraped, ms. */
  readonly windowMs: number;
  readonly scrapedMs: number;
}

/**
 * Sorts replicas as `groupPods` of kubernetes/pkg/controller/podautoscaler/replica_calculator.go does. For metrics other
 * than `cpu` readiness is not asked for: a replica that loads its model has no value, and is missing.
 *
 * @param cpu null for other metrics than `cpu`
 */
export function groupReplicas(
  replicas: readonly ReplicaReading[],
  hasValue: (id: number) => boolean,
  nowMs: number,
  cpu: CpuReadiness | null,
): ReplicaGroups {
  const unready = new Set<number>();
  const missing = new Set<number>();
  const ignored = new Set<number>();
  let ready = 0;
  for (const replica of replicas) {
    if (replica.isEnding) ignored.add(replica.id);
    else if (replica.startedMs === null) unready.add(replica.id);
    else if (!hasValue(replica.id)) missing.add(replica.id);
    else if (cpu !== null && isUnready(replica, nowMs, cpu)) unready.add(replica.id);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}

function isUnready(replica: ReplicaReading, nowMs: number, cpu: CpuReadiness): boolean {
  if (replica.createdMs + cpu.initialisationMs > nowMs)
    return !replica.isReady || cpu.scrapedMs < replica.readyChangedMs + cpu.windowMs;
  return !replica.isReady && replica.createdMs + cpu.initialReadinessDelayMs > replica.readyChangedMs;
}
