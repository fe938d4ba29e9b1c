import type { KedaOptions } from "./options.ts";

/** What a poll of the triggers says. */
export interface Poll {
  readonly isActive: boolean;
  readonly hasError: boolean;
}

/** What KEDA orders after a poll, and why it does not take replicas away. */
export interface Activation {
  readonly desired: number;
  /** What it would order if nothing held it back. */
  readonly recommended: number;
  readonly heldBackBy: readonly string[];
}

type ActivationOptions = Pick<
  KedaOptions,
  "minReplicas" | "idleReplicas" | "cooldownMs" | "initialCooldownMs" | "fallback"
>;

/**
 * The part of KEDA that goes between none and some: `RequestScale` of kedacore/keda
 * pkg/scaling/executor/scale_scaledobjects.go. The HPA does the rest.
 */
export class KedaActivation {
  readonly #options: ActivationOptions;
  /** When a trigger was active last, ms; null while none has been since the run began. */
  #lastActiveMs: number | null = null;

  constructor(options: ActivationOptions) {
    this.#options = options;
  }

  poll({ isActive, hasError }: Poll, current: number, nowMs: number): Activation {
    const { minReplicas, idleReplicas } = this.#options;
    if (!isActive) return this.#whileInactive(hasError, current, nowMs);
    const awake = Math.max(minReplicas, 1);
    const isAsleep = current === 0 || (idleReplicas !== null && current < minReplicas);
    if (isAsleep || !hasError) this.#lastActiveMs = nowMs;
    const desired = isAsleep ? awake : current;
    return { desired, recommended: desired, heldBackBy: [] };
  }

  #whileInactive(hasError: boolean, current: number, nowMs: number): Activation {
    const { minReplicas, idleReplicas, fallback } = this.#options;
    const stay = (recommended: number, ...heldBackBy: string[]) => ({
      desired: current,
      recommended,
      heldBackBy,
    });
    if (hasError && (fallback === null || fallback.replicas !== 0))
      return stay(current, "a trigger has no value");
    if ((idleReplicas !== null && current > idleReplicas) || (current > 0 && minReplicas === 0)) {
      const asleep = idleReplicas ?? minReplicas;
      const cooling = this.#cooling(nowMs);
      return cooling === null
        ? { desired: asleep, recommended: asleep, heldBackBy: [] }
        : stay(asleep, cooling);
    }
    if (current < minReplicas && idleReplicas === null)
      return { desired: minReplicas, recommended: minReplicas, heldBackBy: [] };
    return stay(current);
  }

  /** Why it is too early to take the last replicas away; null where it is not. The run's start is the object's creation. */
  #cooling(nowMs: number): string | null {
    const { cooldownMs, initialCooldownMs } = this.#options;
    if (this.#lastActiveMs === null)
      return initialCooldownMs < nowMs ? null : `initialCooldownPeriod of ${initialCooldownMs / 1000} s`;
    return this.#lastActiveMs + cooldownMs < nowMs ? null : `cooldownPeriod of ${cooldownMs / 1000} s`;
  }
}
