import { z } from "zod";
import { controllerSchema, hpaMetricSchema, replicaCount, scrapePeriodOption } from "../hpa/options.ts";
import { behaviorSchema } from "../hpa/scaling-rules.ts";
import { cronWindowSchema } from "./cron.ts";

/** A trigger of a ScaledObject. */
const triggerSchema = z.strictObject({
  metric: hpaMetricSchema,
  /** More than this, and replicas are there at all. */
  activation: z.number(),
  /** Whether no value at all counts as 0, as `ignoreNullValues` of a Prometheus trigger does. */
  isNullZero: z.boolean(),
  /** Whether the HPA is given the value of the last poll, and not a new one. */
  isCached: z.boolean(),
});

/** What a fallback makes of the replicas that are there. */
export const FALLBACK_BEHAVIORS = [
  "static",
  "currentReplicas",
  "currentReplicasIfHigher",
  "currentReplicasIfLower",
] as const;

const fallbackSchema = z.strictObject({
  failureThreshold: z.int().min(0),
  replicas: replicaCount,
  behavior: z.enum(FALLBACK_BEHAVIORS),
});

export const kedaOptionsSchema = z.strictObject({
  kind: z.literal("keda"),
  minReplicas: replicaCount,
  maxReplicas: replicaCount.min(1),
  /** Replicas while nothing is active; null where it is `minReplicas`. */
  idleReplicas: replicaCount.nullable(),
  pollingMs: z.int().min(1000),
  cooldownMs: z.number().min(0),
  initialCooldownMs: z.number().min(0),
  fallback: fallbackSchema.nullable(),
  behavior: behaviorSchema.nullable(),
  triggers: z.array(triggerSchema),
  /** Triggers that want replicas by the time of the day. */
  crons: z.array(cronWindowSchema).default([]),
  controller: controllerSchema.prefault({}),
  scrapePeriodMs: scrapePeriodOption,
});

export type KedaOptions = z.output<typeof kedaOptionsSchema>;
export type KedaTrigger = z.output<typeof triggerSchema>;
export type Fallback = z.output<typeof fallbackSchema>;
