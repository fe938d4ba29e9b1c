/** Replicas that one metric proposes, and what is behind it. */
export interface Proposal {
  readonly name: string;
  /** Replicas that it proposes; null where the metric could not be read. */
  readonly replicas: number | null;
  /** What was read: a mean over the replicas, or the value of the fleet. Null where nothing was. */
  readonly value: number | null;
  readonly target: number;
  /** Why the proposal stays at what is there, or cannot be made. */
  readonly heldBackBy: readonly string[];
}

/** How far a ratio of usage to target may be off 1 without anything being done. */
export interface Tolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

export function isWithin({ scaleUp, scaleDown }: Tolerances, ratio: number): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
}

export function toleranceWords({ scaleUp, scaleDown }: Tolerances, ratio: number): string {
  const percent = (share: number) => `${Number((100 * share).toFixed(3))} %`;
  return `tolerance of ${percent(ratio > 1 ? scaleUp : scaleDown)}`;
}

/** Kubernetes counts in 32 bits. */
export const MOST_REPLICAS = 2 ** 31 - 1;

/** Replicas for a ratio, as a whole number that Kubernetes can hold. */
export function replicasFor(ratio: number): number {
  return Math.min(MOST_REPLICAS, Math.ceil(ratio));
}

/**
 * A measured value in thousandths, cut off as adapters of metrics do it (`int64(value * 1000)`): all of the HPA's
 * arithmetic is that of whole thousandths.
 */
export function toMilli(value: number): number {
  return Math.trunc(value * 1000);
}

/** A target in thousandths. Finer ones are rounded up, as `Quantity.MilliValue` does; 1e-6 is below what a double loses. */
export function targetToMilli(value: number): number {
  return Math.ceil(value * 1000 - 1e-6);
}
