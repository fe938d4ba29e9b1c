import { z } from "zod";
import { FIGURES } from "../../metrics/figures.ts";
import { DEFAULT_WINDOW_MS } from "../../metrics/metric-query.ts";
import { type HpaMetric, SCRAPE_PERIOD_MS } from "../hpa/options.ts";
import { behaviorOf, manifestBehaviorSchema } from "./behavior.ts";
import { COMMON_FIELDS, type ManifestInput, metricNames } from "./metadata.ts";
import type { MetricNames } from "./metric-names.ts";
import type { Problems } from "./problems.ts";
import { quantity } from "./quantity.ts";

const targetSchema = z.strictObject({
  type: z.enum(["Utilization", "Value", "AverageValue"]),
  value: quantity.nullish(),
  averageValue: quantity.nullish(),
  averageUtilization: z.int().min(1).nullish(),
});

const metricSchema = z.strictObject({ name: z.string().min(1), selector: z.unknown().optional() });

const sources = {
  resource: z.strictObject({ name: z.string().min(1), target: targetSchema }),
  containerResource: z.strictObject({ name: z.string().min(1), container: z.string(), target: targetSchema }),
  pods: z.strictObject({ metric: metricSchema, target: targetSchema }),
  object: z.strictObject({ metric: metricSchema, describedObject: z.unknown(), target: targetSchema }),
  external: z.strictObject({ metric: metricSchema, target: targetSchema }),
};

const metricSpecSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("Resource"), resource: sources.resource }),
  z.strictObject({ type: z.literal("ContainerResource"), containerResource: sources.containerResource }),
  z.strictObject({ type: z.literal("Pods"), pods: sources.pods }),
  z.strictObject({ type: z.literal("Object"), object: sources.object }),
  z.strictObject({ type: z.literal("External"), external: sources.external }),
]);

type MetricSpec = z.output<typeof metricSpecSchema>;
type Target = z.output<typeof targetSchema>;

const manifestSchema = z.strictObject({
  ...COMMON_FIELDS,
  spec: z.strictObject({
    scaleTargetRef: z.unknown().optional(),
    minReplicas: z.int().min(0).nullish(),
    maxReplicas: z.int().min(1),
    metrics: z.array(metricSpecSchema).nullish(),
    behavior: manifestBehaviorSchema.nullish(),
  }),
});

/** The use of resources is that between two readings of metrics-server, ms. */
export const NODE_WINDOW_MS = SCRAPE_PERIOD_MS;

/** What an HPA scales on whose manifest says nothing: kubernetes/pkg/apis/autoscaling/v2/defaults.go. */
const DEFAULT_METRICS: readonly MetricSpec[] = [
  {
    type: "Resource",
    resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
  },
];

/** Reads a HorizontalPodAutoscaler of `autoscaling/v2`. Undefined where there are problems. */
export function readHpa({ manifest, pairs, problems }: ManifestInput): object | undefined {
  const read = problems.read(manifestSchema, manifest);
  if (read === undefined) return undefined;
  const { minReplicas, maxReplicas, metrics, behavior } = read.spec;
  const least = minReplicas ?? 1;
  if (least > maxReplicas)
    problems.add(["spec", "minReplicas"], `${least} is more than maxReplicas, which is ${maxReplicas}`);
  const names = metricNames(read.metadata, pairs, problems);
  const specs = metrics === null || metrics === undefined || metrics.length === 0 ? DEFAULT_METRICS : metrics;
  if (least === 0 && specs.every(({ type }) => type !== "Object" && type !== "External"))
    problems.add(
      ["spec", "minReplicas"],
      "0 needs an Object or External metric: no replica could tell of anything",
    );
  const scaledOn = specs.flatMap(
    (spec, index) => metricOf(spec, ["spec", "metrics", index], names, problems) ?? [],
  );
  names.refuseOthers();
  return {
    kind: "hpa",
    minReplicas: least,
    maxReplicas,
    metrics: scaledOn,
    behavior: behaviorOf(behavior),
  };
}

function metricOf(
  spec: MetricSpec,
  path: readonly PropertyKey[],
  names: MetricNames,
  problems: Problems,
): HpaMetric | undefined {
  const { of, field, name, target } = partsOf(spec);
  const at = [...path, field];
  const query = names.queryFor(
    name,
    at,
    of === "resource" ? NODE_WINDOW_MS : DEFAULT_WINDOW_MS,
    of === "fleet" ? "fleet" : "replicas",
  );
  const held = targetOf(target, of, [...at, "target"], problems);
  if (query === undefined || held === undefined) return undefined;
  if (held.type === "utilization" && !FIGURES[query.figure].isPercent) {
    problems.add(at, `a utilisation needs a percentage: ${query.figure} is none, and busy-percent is one`);
    return undefined;
  }
  return { name, of, query, target: held };
}

function partsOf(spec: MetricSpec): { of: HpaMetric["of"]; field: string; name: string; target: Target } {
  switch (spec.type) {
    case "Resource":
      return { of: "resource", field: "resource", ...spec.resource };
    case "ContainerResource":
      return { of: "resource", field: "containerResource", ...spec.containerResource };
    case "Pods":
      return { of: "replicas", field: "pods", name: spec.pods.metric.name, target: spec.pods.target };
    case "Object":
      return { of: "fleet", field: "object", name: spec.object.metric.name, target: spec.object.target };
    case "External":
      return {
        of: "fleet",
        field: "external",
        name: spec.external.metric.name,
        target: spec.external.target,
      };
  }
}

const ALLOWED: Readonly<Record<HpaMetric["of"], readonly Target["type"][]>> = {
  resource: ["Utilization", "AverageValue"],
  replicas: ["AverageValue"],
  fleet: ["Value", "AverageValue"],
};

function targetOf(
  { type, value, averageValue, averageUtilization }: Target,
  of: HpaMetric["of"],
  path: readonly PropertyKey[],
  problems: Problems,
): HpaMetric["target"] | undefined {
  const fields = { Value: "value", AverageValue: "averageValue", Utilization: "averageUtilization" };
  const values = { Value: value, AverageValue: averageValue, Utilization: averageUtilization };
  if (!ALLOWED[of].includes(type)) {
    problems.add(
      [...path, "type"],
      `${type} is not for this kind of metric: expected ${ALLOWED[of].join(" or ")}`,
    );
    return undefined;
  }
  const held = values[type];
  const others = Object.entries(values).filter(([other, set]) => other !== type && typeof set === "number");
  if (typeof held !== "number" || others.length > 0) {
    problems.add(path, `a target of type ${type} has ${fields[type]}, and no other value`);
    return undefined;
  }
  if (type === "Utilization") return { type: "utilization", value: held };
  return { type: type === "Value" ? "value" : "average-value", value: held };
}
