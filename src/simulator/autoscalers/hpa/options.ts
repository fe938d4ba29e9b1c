import { z } from "zod";
import { metricQuerySchema } from "../../metrics/metric-query.ts";
import { behaviorSchema } from "./scaling-rules.ts";

/** A metric that an HPA scales on, and what it is in the simulation. */
export const hpaMetricSchema = z.strictObject({
  /** Name in the manifest. */
  name: z.string(),
  /**
   * `replicas` are single pods (Pods), `fleet` an object or something external (Object, External), `resource` a resource
   * of the pods (Resource, ContainerResource).
   */
  of: z.enum(["replicas", "fleet", "resource"]),
  query: metricQuerySchema,
  target: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("average-value"), value: z.number().positive() }),
    z.strictObject({ type: z.literal("value"), value: z.number().positive() }),
    z.strictObject({ type: z.literal("utilization"), value: z.int().min(1) }),
  ]),
});

export type HpaMetric = z.output<typeof hpaMetricSchema>;

/** The settings of the cluster's controller manager, which no manifest tells; its defaults. */
export const controllerSchema = z.strictObject({
  syncPeriodMs: z.int().min(1000).default(15_000),
  tolerance: z.number().min(0).default(0.1),
  downscaleStabilisationMs: z.number().min(0).default(300_000),
  cpuInitialisationMs: z.number().min(0).default(300_000),
  initialReadinessDelayMs: z.number().min(0).default(30_000),
});

export type ControllerSettings = z.output<typeof controllerSchema>;

/** How often metrics are scraped, ms: the resolution of metrics-server, and the interval of many a Prometheus. */
export const SCRAPE_PERIOD_MS = 15_000;

/** The option of how often metrics are scraped. */
export const scrapePeriodOption = z.int().min(1000).max(600_000).default(SCRAPE_PERIOD_MS);

const mostReplicas = 1_000_000;

/** Bounds that every autoscaler shares; more replicas than this are a slip of the pen. */
export const replicaCount = z.int().min(0).max(mostReplicas);

export const hpaOptionsSchema = z.strictObject({
  kind: z.literal("hpa"),
  minReplicas: replicaCount,
  maxReplicas: replicaCount.min(1),
  metrics: z.array(hpaMetricSchema).min(1),
  behavior: behaviorSchema.nullable(),
  controller: controllerSchema.prefault({}),
  scrapePeriodMs: scrapePeriodOption,
});

export type HpaOptions = z.output<typeof hpaOptionsSchema>;
