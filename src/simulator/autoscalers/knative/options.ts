import { z } from "zod";
import { replicaCount } from "../hpa/options.ts";

/** The Knative Pod Autoscaler as one revision has it: annotations, and where there are none the cluster's configuration. */
export const knativeOptionsSchema = z.strictObject({
  kind: z.literal("knative"),
  metric: z.enum(["concurrency", "rps"]),
  /** What each replica is to have, after the target utilisation. */
  target: z.number().positive(),
  /** What each replica can have. */
  total: z.number().positive(),
  minScale: replicaCount,
  /** Most replicas; null where there is no limit. */
  maxScale: replicaCount.min(1).nullable(),
  initialScale: replicaCount.min(1),
  activationScale: replicaCount.min(1),
  stableWindowMs: z.int().min(6000).max(3_600_000),
  panicWindowMs: z.int().min(1000),
  /** Times as many replicas as there are at which it panics. */
  panicThreshold: z.number().positive(),
  maxScaleUpRate: z.number().gt(1),
  maxScaleDownRate: z.number().gt(1),
  /** Burst that is to be held in addition, before the activator steps in; −1 where it always does. */
  targetBurstCapacity: z.number().min(-1),
  scaleDownDelayMs: z.number().min(0),
  isScaledToZero: z.boolean(),
  gracePeriodMs: z.number().min(0),
  podRetentionMs: z.number().min(0),
});

export type KnativeOptions = z.output<typeof knativeOptionsSchema>;

/**
 * The configuration of a cluster that sets nothing: `defaultConfig` of knative/serving
 * pkg/autoscaler/config/config.go, and `containerConcurrency: 0`, which is no limit.
 */
export const KNATIVE_DEFAULTS = {
  targetUtilization: 0.7,
  concurrencyTarget: 100,
  rpsTarget: 200,
  panicWindowShare: 0.1,
  minScale: 0,
  maxScale: null,
  initialScale: 1,
  activationScale: 1,
  stableWindowMs: 60_000,
  panicThreshold: 2,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
  targetBurstCapacity: 200,
  scaleDownDelayMs: 0,
  isScaledToZero: true,
  gracePeriodMs: 30_000,
  podRetentionMs: 0,
} as const;

/** Lowest target that Knative takes. */
const LEAST_TARGET = 0.01;

/** The target of a revision, and what a replica can have: `ResolveMetricTarget` of knative/serving. */
export function resolveTarget({
  metric,
  containerConcurrency,
  target,
  utilization = KNATIVE_DEFAULTS.targetUtilization,
}: {
  readonly metric: KnativeOptions["metric"];
  /** Requests that a replica takes at once; 0 where there is no limit. */
  readonly containerConcurrency: number;
  readonly target?: number | undefined;
  readonly utilization?: number | undefined;
}): { readonly target: number; readonly total: number } {
  const limit = metric === "concurrency" && containerConcurrency > 0 ? containerConcurrency : null;
  const standard = metric === "rps" ? KNATIVE_DEFAULTS.rpsTarget : KNATIVE_DEFAULTS.concurrencyTarget;
  const total = target === undefined ? (limit ?? standard) : Math.min(target, limit ?? target);
  return { target: Math.max(LEAST_TARGET, total * utilization), total };
}

/** The panic window: a share of the stable one in whole seconds, and at least one. */
export function panicWindowMsOf(stableWindowMs: number, share: number): number {
  return Math.max(1000, Math.round((stableWindowMs * share) / 1000) * 1000);
}
