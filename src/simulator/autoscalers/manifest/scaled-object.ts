import { z } from "zod";
import { parseDecimal } from "../../../core/decimal.ts";
import { FIGURES } from "../../metrics/figures.ts";
import { DEFAULT_WINDOW_MS } from "../../metrics/metric-query.ts";
import { type CronWindow, cronMinutes } from "../keda/cron.ts";
import { FALLBACK_BEHAVIORS, type KedaTrigger } from "../keda/options.ts";
import { behaviorOf, manifestBehaviorSchema } from "./behavior.ts";
import { NODE_WINDOW_MS } from "./hpa-manifest.ts";
import { COMMON_FIELDS, type ManifestInput, metricNames } from "./metadata.ts";
import type { MetricNames } from "./metric-names.ts";
import type { Problems } from "./problems.ts";
import { CRON_TRIGGER, RESOURCE_TRIGGERS, TRIGGERS, type TriggerKind } from "./triggers.ts";

const seconds = z.int().min(0).max(86_400).nullish();
const count = z.int().min(0).nullish();

const triggerSchema = z.strictObject({
  type: z.string(),
  name: z.string().nullish(),
  useCachedMetrics: z.boolean().nullish(),
  metricType: z.enum(["AverageValue", "Value", "Utilization"]).nullish(),
  metadata: z.record(z.string(), z.string("KEDA takes texts alone here: put the value in quotes")),
  authenticationRef: z.unknown().optional(),
});

type Trigger = z.output<typeof triggerSchema>;

const manifestSchema = z.strictObject({
  ...COMMON_FIELDS,
  spec: z.strictObject({
    scaleTargetRef: z.unknown().optional(),
    pollingInterval: z.int().min(1).max(3600).nullish(),
    cooldownPeriod: seconds,
    initialCooldownPeriod: seconds,
    idleReplicaCount: count,
    minReplicaCount: count,
    maxReplicaCount: z.int().min(1).nullish(),
    fallback: z
      .strictObject({
        failureThreshold: z.int().min(0),
        replicas: z.int().min(0),
        behavior: z.enum(FALLBACK_BEHAVIORS).nullish(),
      })
      .nullish(),
    advanced: z
      .strictObject({
        restoreToOriginalReplicaCount: z.boolean().nullish(),
        horizontalPodAutoscalerConfig: z
          .strictObject({ name: z.string().nullish(), behavior: manifestBehaviorSchema.nullish() })
          .nullish(),
        scalingModifiers: z.unknown().optional(),
      })
      .nullish(),
    triggers: z.array(triggerSchema).min(1, "expected at least one trigger"),
  }),
});

/** Defaults of a ScaledObject: keda.sh/docs, "ScaledObject specification". */
const DEFAULTS = {
  pollingSec: 30,
  cooldownSec: 300,
  initialCooldownSec: 0,
  minReplicas: 0,
  maxReplicas: 100,
};

/** Reads a ScaledObject of `keda.sh/v1alpha1`. Undefined where there are problems. */
export function readScaledObject({ manifest, pairs, problems }: ManifestInput): object | undefined {
  const read = problems.read(manifestSchema, manifest);
  if (read === undefined) return undefined;
  const { spec, metadata } = read;
  const minReplicas = spec.minReplicaCount ?? DEFAULTS.minReplicas;
  const maxReplicas = spec.maxReplicaCount ?? DEFAULTS.maxReplicas;
  const idleReplicas = spec.idleReplicaCount ?? null;
  if (minReplicas > maxReplicas)
    problems.add(
      ["spec", "minReplicaCount"],
      `${minReplicas} is more than maxReplicaCount, which is ${maxReplicas}`,
    );
  if (idleReplicas !== null && idleReplicas >= minReplicas)
    problems.add(
      ["spec", "idleReplicaCount"],
      `${idleReplicas} is not less than minReplicaCount, which is ${minReplicas}`,
    );
  if (spec.advanced?.scalingModifiers !== undefined && spec.advanced.scalingModifiers !== null)
    problems.add(["spec", "advanced", "scalingModifiers"], "formulas of several metrics are not simulated");
  for (const key of Object.keys(metadata?.annotations ?? {}))
    if (key.startsWith("autoscaling.keda.sh/paused"))
      problems.add(
        ["metadata", "annotations", key],
        "a paused ScaledObject does not scale: take the annotation away",
      );
  const names = metricNames(metadata, pairs, problems);
  const { fallback } = spec;
  const triggers = spec.triggers.flatMap((trigger, index) =>
    trigger.type === CRON_TRIGGER
      ? []
      : (triggerOf(trigger, ["spec", "triggers", index], names, problems) ?? []),
  );
  const crons = spec.triggers.flatMap((trigger, index) =>
    trigger.type === CRON_TRIGGER ? (cronOf(trigger, ["spec", "triggers", index], problems) ?? []) : [],
  );
  const [zone, ...others] = new Set(crons.map(({ timezone }) => timezone));
  if (others.length > 0)
    problems.add(
      ["spec", "triggers"],
      `cron triggers in several time zones, ${zone} and ${others.join(" and ")}, are not simulated: a run begins at midnight in one`,
    );
  names.refuseOthers();
  return {
    kind: "keda",
    minReplicas,
    maxReplicas,
    idleReplicas,
    pollingMs: 1000 * (spec.pollingInterval ?? DEFAULTS.pollingSec),
    cooldownMs: 1000 * (spec.cooldownPeriod ?? DEFAULTS.cooldownSec),
    initialCooldownMs: 1000 * (spec.initialCooldownPeriod ?? DEFAULTS.initialCooldownSec),
    fallback: fallback ? { ...fallback, behavior: fallback.behavior ?? "static" } : null,
    behavior: behaviorOf(spec.advanced?.horizontalPodAutoscalerConfig?.behavior),
    triggers,
    crons,
  };
}

/** A trigger that wants replicas at a time of every day. */
function cronOf(
  { metadata }: Trigger,
  path: readonly PropertyKey[],
  problems: Problems,
): CronWindow | undefined {
  const at = [...path, "metadata"];
  const { timezone = "", start = "", end = "" } = metadata;
  if (timezone === "") problems.add([...at, "timezone"], "it is missing");
  const expressions = Object.entries({ start, end }).map(([field, text]) => {
    const read = cronMinutes(text);
    if ("problem" in read) problems.add([...at, field], read.problem);
    return read;
  });
  if (start === end) problems.add([...at, "end"], "KEDA takes no end that is the same as the start");
  const desiredReplicas = numberIn(metadata, "desiredReplicas", at, problems);
  const isCount = desiredReplicas !== undefined && Number.isInteger(desiredReplicas) && desiredReplicas >= 0;
  if (desiredReplicas !== undefined && !isCount)
    problems.add([...at, "desiredReplicas"], "expected a whole number");
  const isRead = expressions.every((read) => !("problem" in read));
  if (timezone === "" || !isRead || start === end || !isCount) return undefined;
  return { timezone, start, end, desiredReplicas };
}

function triggerOf(
  trigger: Trigger,
  path: readonly PropertyKey[],
  names: MetricNames,
  problems: Problems,
): KedaTrigger | undefined {
  if (RESOURCE_TRIGGERS.includes(trigger.type)) return resourceTrigger(trigger, path, names, problems);
  const kind = Object.hasOwn(TRIGGERS, trigger.type) ? TRIGGERS[trigger.type] : undefined;
  if (kind === undefined) {
    const known = [...Object.keys(TRIGGERS), ...RESOURCE_TRIGGERS, CRON_TRIGGER].join(", ");
    problems.add(
      [...path, "type"],
      `triggers of type ${JSON.stringify(trigger.type)} are not simulated, but ${known} are`,
    );
    return undefined;
  }
  const { metadata, metricType } = trigger;
  const at = [...path, "metadata"];
  for (const [field, only] of Object.entries(kind.only ?? {}))
    if (metadata[field] !== only) problems.add([...at, field], `only ${only} is simulated`);
  if (metricType === "Utilization")
    problems.add(
      [...path, "metricType"],
      "Utilization is for cpu and memory: expected AverageValue or Value",
    );
  const name = nameOf(trigger, kind, path);
  const query = names.queryFor(name, path, DEFAULT_WINDOW_MS, "fleet");
  const target = numberIn(metadata, kind.target, at, problems);
  const activation =
    metadata[kind.activation] === undefined ? 0 : numberIn(metadata, kind.activation, at, problems);
  if (target !== undefined && target <= 0) problems.add([...at, kind.target], "expected more than 0");
  if (query === undefined || target === undefined || target <= 0 || activation === undefined)
    return undefined;
  const type = metricType === "Value" ? "value" : "average-value";
  return {
    metric: { name, of: "fleet", query, target: { type, value: target } },
    activation,
    isNullZero: kind.isNullZero && metadata.ignoreNullValues !== "false",
    isCached: trigger.useCachedMetrics ?? false,
  };
}

/** The name by which a trigger is mapped: its own, or that of what it measures. */
function nameOf({ name, metadata }: Trigger, { names }: TriggerKind, path: readonly PropertyKey[]): string {
  const measured = names.map((field) => metadata[field]).find((text) => text !== undefined && text !== "");
  return name ?? measured ?? `trigger ${String(path.at(-1))}`;
}

/** A trigger of a resource becomes a Resource metric of the HPA; it makes nothing active. */
function resourceTrigger(
  { type, metadata, metricType }: Trigger,
  path: readonly PropertyKey[],
  names: MetricNames,
  problems: Problems,
): KedaTrigger | undefined {
  const query = names.queryFor(type, path, NODE_WINDOW_MS, "replicas");
  const value = numberIn(metadata, "value", [...path, "metadata"], problems);
  if (query === undefined || value === undefined) return undefined;
  const isUtilisation = (metricType ?? metadata.type ?? "Utilization") === "Utilization";
  if (isUtilisation && (!FIGURES[query.figure].isPercent || !Number.isInteger(value) || value < 1)) {
    problems.add(
      path,
      "a utilisation needs a percentage, such as busy-percent, and a whole number as its value",
    );
    return undefined;
  }
  const target = isUtilisation
    ? ({ type: "utilization", value } as const)
    : ({ type: "average-value", value } as const);
  return {
    metric: { name: type, of: "resource", query, target },
    activation: 0,
    isNullZero: false,
    isCached: false,
  };
}

function numberIn(
  metadata: Readonly<Record<string, string>>,
  field: string,
  path: readonly PropertyKey[],
  problems: Problems,
): number | undefined {
  const text = metadata[field];
  const value = text === undefined ? undefined : parseDecimal(text);
  if (value === undefined)
    problems.add(
      [...path, field],
      text === undefined ? "it is missing" : `expected a number in quotes (found "${text}")`,
    );
  return value;
}
