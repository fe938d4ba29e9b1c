import { stringify } from "yaml";
import { formatMetricQuery } from "../../metrics/metric-query.ts";
import type { HpaMetric, HpaOptions } from "../hpa/options.ts";
import type { AutoscalerChoice } from "../index.ts";
import type { CronWindow } from "../keda/cron.ts";
import type { KedaOptions, KedaTrigger } from "../keda/options.ts";
import { METRICS_ANNOTATION } from "./metric-names.ts";
import { writeBehavior } from "./write-behavior.ts";

/** Everything is written out: manifests are read without anchors. */
const PLAIN = { aliasDuplicateObjects: false };

/** The manifest of an autoscaler, as a file to apply. */
export interface WrittenManifest {
  readonly file: string;
  readonly title: string;
  readonly text: string;
}

/**
 * Writes the manifest of an HPA or a KEDA ScaledObject that `readAutoscalerManifest` reads back as the same; null for autoscalers that have none
 * of their own. What its metrics are in the simulation stands in an annotation, which a cluster ignores.
 *
 * @param target name of the Deployment that it scales
 */
export function writeAutoscalerManifest(choice: AutoscalerChoice, target: string): WrittenManifest | null {
  if (choice.kind === "hpa")
    return {
      file: "hpa.yaml",
      title: "Kubernetes: the HorizontalPodAutoscaler",
      text: stringify(hpa(choice, target), PLAIN),
    };
  if (choice.kind === "keda")
    return {
      file: "scaled-object.yaml",
      title: "KEDA: the ScaledObject",
      text: `${commentOf(choice)}${stringify(scaledObject(choice, target), PLAIN)}`,
    };
  return null;
}

function commentOf({ triggers, crons }: KedaOptions): string {
  return [
    ...(triggers.length === 0 ? [] : ["# The addresses and queries of its triggers are yours.\n"]),
    ...(crons.length === 0 ? [] : ["# Set the time zone whose hours those of its cron triggers are.\n"]),
  ].join("");
}

function hpa({ minReplicas, maxReplicas, metrics, behavior }: HpaOptions, target: string): object {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadataOf(metrics, target),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
      minReplicas,
      maxReplicas,
      metrics: metrics.map(hpaMetric),
      ...withBehavior(behavior),
    },
  };
}

function hpaMetric({ name, of, target }: HpaMetric): object {
  const held =
    target.type === "utilization"
      ? { type: "Utilization", averageUtilization: target.value }
      : target.type === "value"
        ? { type: "Value", value: String(target.value) }
        : { type: "AverageValue", averageValue: String(target.value) };
  if (of === "resource") return { type: "Resource", resource: { name, target: held } };
  if (of === "replicas") return { type: "Pods", pods: { metric: { name }, target: held } };
  return { type: "External", external: { metric: { name }, target: held } };
}

function scaledObject(options: KedaOptions, target: string): object {
  const { minReplicas, maxReplicas, idleReplicas, fallback, triggers, crons } = options;
  const behavior = withBehavior(options.behavior);
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: metadataOf(
      triggers.map(({ metric }) => metric),
      target,
    ),
    spec: {
      scaleTargetRef: { name: target },
      pollingInterval: Math.round(options.pollingMs / 1000),
      cooldownPeriod: Math.round(options.cooldownMs / 1000),
      initialCooldownPeriod: Math.round(options.initialCooldownMs / 1000),
      ...(idleReplicas === null ? {} : { idleReplicaCount: idleReplicas }),
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      ...(fallback === null ? {} : { fallback }),
      ...("behavior" in behavior ? { advanced: { horizontalPodAutoscalerConfig: behavior } } : {}),
      triggers: [...triggers.map(triggerOf), ...crons.map(cronOf)],
    },
  };
}

function triggerOf({ metric: { name, of, target }, activation, isNullZero, isCached }: KedaTrigger): object {
  if (of === "resource")
    return {
      type: name,
      metricType: target.type === "utilization" ? "Utilization" : "AverageValue",
      metadata: { value: String(target.value) },
    };
  return {
    type: "prometheus",
    name,
    metricType: target.type === "value" ? "Value" : "AverageValue",
    useCachedMetrics: isCached,
    metadata: {
      serverAddress: "http://your-prometheus:9090",
      query: name,
      threshold: String(target.value),
      activationThreshold: String(activation),
      ignoreNullValues: String(isNullZero),
    },
  };
}

function cronOf({ timezone, start, end, desiredReplicas }: CronWindow): object {
  return { type: "cron", metadata: { timezone, start, end, desiredReplicas: String(desiredReplicas) } };
}

function metadataOf(metrics: readonly HpaMetric[], target: string): object {
  const pairs = metrics.map(({ name, query }) => `${name}=${formatMetricQuery(query)}`);
  return {
    name: target,
    ...(pairs.length === 0 ? {} : { annotations: { [METRICS_ANNOTATION]: pairs.join("\n") } }),
  };
}

function withBehavior(behavior: HpaOptions["behavior"]): object {
  const written = writeBehavior(behavior);
  return written === undefined ? {} : { behavior: written };
}
