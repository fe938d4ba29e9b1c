import type { KnativeOptions } from "./options.ts";

/** `progressDeadline` of a deployment and the buffer that the scaler adds: a start that takes longer has failed. */
const ACTIVATION_TIMEOUT_MS = 610_000;

/** What a revision is ordered, and why it is not what the decider wanted. */
export interface RevisionScale {
  /** Replicas that are ordered; null where nothing is. */
  readonly order: number | null;
  readonly heldBackBy: readonly string[];
}

type RevisionOptions = Pick<
  KnativeOptions,
  | "minScale"
  | "maxScale"
  | "initialScale"
  | "stableWindowMs"
  | "isScaledToZero"
  | "gracePeriodMs"
  | "podRetentionMs"
>;

type Activity = "activating" | "active" | "inactive";

/**
 * The bounds of a revision and its way to zero: `scale` and `handleScaleToZero` of knative/serving
 * pkg/reconciler/autoscaling/kpa/scaler.go, and `computeActiveCondition` of kpa.go.
 */
export class RevisionScaler {
  readonly #options: RevisionOptions;
  #activity: Activity;
  #sinceMs = 0;
  #isInitialised = false;
  /** When the activator came into the path of requests, ms; null while it is not in it. */
  #proxySinceMs: number | null = null;

  constructor(options: RevisionOptions, initialReplicas: number) {
    this.#options = options;
    this.#activity = initialReplicas === 0 ? "inactive" : "activating";
  }

  /**
   * @param wanted what the decider wants; null where it had no data
   * @param excessBurst below 0 where the activator has to be in the path
   */
  scale(nowMs: number, wanted: number | null, ready: number, excessBurst: number): RevisionScale {
    const outcome = this.#orderFor(nowMs, wanted);
    const { want } = outcome;
    const isProxied = want === 0 || excessBurst < 0 || (want === null && this.#activity === "inactive");
    this.#proxySinceMs = isProxied ? (this.#proxySinceMs ?? nowMs) : null;
    this.#watchActivity(nowMs, want, ready);
    return { order: outcome.isApplied ? want : null, heldBackBy: outcome.heldBackBy };
  }

  #orderFor(nowMs: number, wanted: number | null): Outcome {
    if (wanted === null && this.#activity !== "activating")
      return { want: null, isApplied: false, heldBackBy: ["missing metrics: no data in the window"] };
    const { minScale, maxScale, initialScale } = this.#options;
    const least = initialScale > 1 && !this.#isInitialised ? Math.max(initialScale, minScale) : minScale;
    const within = Math.max(least, Math.min(wanted ?? 0, maxScale ?? Number.POSITIVE_INFINITY));
    if (within === 0) return this.#toZero(nowMs);
    const heldBackBy: string[] = [];
    if (wanted !== null && within > wanted)
      heldBackBy.push(least > minScale ? `initial-scale ${least}` : `min-scale ${least}`);
    if (wanted !== null && within < wanted) heldBackBy.push(`max-scale ${maxScale}`);
    return { want: within, isApplied: true, heldBackBy };
  }

  #toZero(nowMs: number): Outcome {
    const { isScaledToZero, stableWindowMs, gracePeriodMs, podRetentionMs } = this.#options;
    const forMs = nowMs - this.#sinceMs;
    if (!isScaledToZero) return { want: 1, isApplied: true, heldBackBy: ["enable-scale-to-zero is off"] };
    const wait = (want: number | null, reason: string) => ({ want, isApplied: false, heldBackBy: [reason] });
    if (this.#activity === "activating")
      return forMs >= ACTIVATION_TIMEOUT_MS
        ? { want: 0, isApplied: true, heldBackBy: [] }
        : wait(null, "replicas are still starting");
    if (this.#activity === "active")
      return forMs >= stableWindowMs
        ? wait(0, "the activator comes into the path before the last replica goes")
        : {
            want: 1,
            isApplied: true,
            heldBackBy: [`active for less than the window of ${stableWindowMs / 1000} s`],
          };
    if (forMs >= Math.max(gracePeriodMs, podRetentionMs)) return { want: 0, isApplied: true, heldBackBy: [] };
    if (forMs < podRetentionMs)
      return wait(0, `scale-to-zero-pod-retention-period of ${podRetentionMs / 1000} s`);
    const proxiedMs = this.#proxySinceMs === null ? 0 : nowMs - this.#proxySinceMs;
    return proxiedMs >= gracePeriodMs
      ? { want: 0, isApplied: true, heldBackBy: [] }
      : wait(0, `scale-to-zero-grace-period of ${gracePeriodMs / 1000} s`);
  }

  #watchActivity(nowMs: number, want: number | null, ready: number): void {
    const { minScale, initialScale } = this.#options;
    const needed = this.#isInitialised ? Math.max(1, minScale) : Math.max(minScale, initialScale);
    if (ready >= needed) this.#isInitialised = true;
    if (want === 0) this.#become("inactive", nowMs);
    else if ((want ?? 0) > 0 || this.#activity !== "inactive")
      this.#become(ready < needed ? "activating" : "active", nowMs);
  }

  #become(activity: Activity, nowMs: number): void {
    if (this.#activity !== activity) this.#sinceMs = nowMs;
    this.#activity = activity;
  }
}

interface Outcome {
  /** Replicas that are wanted; null where it is not known. */
  readonly want: number | null;
  readonly isApplied: boolean;
  readonly heldBackBy: readonly string[];
}
