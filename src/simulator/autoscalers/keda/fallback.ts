import type { Fallback } from "./options.ts";

/**
 * The value that KEDA tells the HPA in place of one that it cannot get, in thousandths: as much as makes the HPA order
 * the fallback's replicas (`GetMetricsWithFallback` and `doFallback` of kedacore/keda pkg/fallback/fallback.go).
 */
export class MetricFallback {
  readonly #fallback: Fallback;
  #failures = 0;

  constructor(fallback: Fallback) {
    this.#fallback = fallback;
  }

  /**
   * The usage that is passed on; null where the failure is.
   *
   * @param usage what was read, in thousandths; null where nothing was
   * @param readyReplicas null where the target is an average, and readiness does not matter
   */
  pass(usage: number | null, target: number, current: number, readyReplicas: number | null): number | null {
    if (usage !== null) {
      this.#failures = 0;
      return usage;
    }
    this.#failures++;
    if (this.#failures <= this.#fallback.failureThreshold || readyReplicas === 0) return null;
    return Math.trunc((target * 1000 * this.#replicas(current)) / (readyReplicas ?? 1));
  }

  #replicas(current: number): number {
    const { behavior, replicas } = this.#fallback;
    if (behavior === "currentReplicas") return current;
    if (behavior === "currentReplicasIfHigher") return Math.max(current, replicas);
    if (behavior === "currentReplicasIfLower") return Math.min(current, replicas);
    return replicas;
  }
}
