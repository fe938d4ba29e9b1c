import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { type AutoscalerChoice, describeAutoscaler } from "../../simulator/autoscalers/index.ts";
import { parseAutoscalerSpec } from "../../simulator/autoscalers/spec.ts";
import { parseRouter } from "../../simulator/routers/index.ts";
import type { ColdStart, ScalingPlan } from "../../simulator/scaling.ts";
import type { ServiceModel } from "../../simulator/service/service-model.ts";
import { parseServiceSpec } from "../../simulator/service/spec.ts";
import { reasonOf } from "../../store/failure-reason.ts";

/** How a simulated fleet is scaled, and the same in words. */
export interface DescribedScaling {
  readonly plan: ScalingPlan;
  readonly autoscaler: string;
  readonly coldStart: string;
  /** Whether requests wait for the first replica, as at Knative's activator. */
  readonly holdsRequests: boolean;
}

/**
 * The scaling that the options ask for; null where the number of replicas does not change.
 *
 * @throws usage error for a manifest that cannot be read, or that is not simulated
 */
export async function scalingOf(options: SimulateOptions, host: Host): Promise<DescribedScaling | null> {
  const { autoscaler, autoscalerMetric, router } = options;
  if (autoscaler === undefined) {
    if (autoscalerMetric.length > 0)
      throw usageError(
        "--autoscaler-metric would do nothing without --autoscaler",
        "add it, or leave this out",
      );
    return null;
  }
  refuseCentral(router);
  return scalingBy(await chooseAutoscaler(autoscaler, autoscalerMetric, host), options);
}

/** Refuses a router that no autoscaler can go with. @throws usage error */
export function refuseCentral(router: string): void {
  if (parseRouter(router).start !== null) return;
  throw usageError(
    "--autoscaler reads the requests of each replica, and with --router central none is chosen before it is free",
    "use another --router",
  );
}

type ColdStartOptions = Pick<SimulateOptions, "imagePull" | "modelLoad">;

/** The scaling by an autoscaler that is known. @throws usage error for times of a cold start that are none */
export function scalingBy(choice: AutoscalerChoice, options: ColdStartOptions): DescribedScaling {
  return {
    plan: { autoscaler: choice, ...coldStartOf(options) },
    autoscaler: describeAutoscaler(choice),
    coldStart: coldStartWords(options),
    holdsRequests: choice.kind === "knative",
  };
}

/** How long a new replica takes until it serves. @throws usage error for what is no time */
export function coldStartOf({ imagePull, modelLoad }: ColdStartOptions): ColdStart {
  return {
    imagePull: coldTime("--image-pull", imagePull),
    modelLoad: coldTime("--model-load", modelLoad),
  };
}

/** The cold start of a replica in words. */
export function coldStartWords({ imagePull, modelLoad }: ColdStartOptions): string {
  return `${imagePull} until the container runs, then ${modelLoad} until it is ready`;
}

/** Reads an autoscaler as `--autoscaler` spells it. @throws usage error for a manifest that cannot be read, or that is not simulated */
export async function chooseAutoscaler(
  text: string,
  metrics: readonly string[],
  host: Host,
): Promise<AutoscalerChoice> {
  const spec = parseAutoscalerSpec(text);
  if (spec !== undefined) {
    if (metrics.length === 0) return spec;
    throw usageError(
      `--autoscaler-metric would do nothing: ${text} reads no metric`,
      "leave it out, or name a manifest",
    );
  }
  const manifest = readManifest(resolve(host.cwd, text), text);
  const { readAutoscalerManifest } = await import("../../simulator/autoscalers/manifest/index.ts");
  return readAutoscalerManifest(manifest, text, metrics);
}

function readManifest(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw usageError(
      `--autoscaler ${name} cannot be read: ${reasonOf(error)}`,
      "name the manifest of an HPA, a ScaledObject or a Knative Service, or write such as scheduled:0s=2,5m=6",
    );
  }
}

function coldTime(flag: string, spec: string): ServiceModel {
  const model = parseServiceSpec(spec, flag);
  if (model.maxBatch === 1) return model;
  throw usageError(
    `${flag} ${spec} is no time of a replica`,
    "write such as fixed:30s or lognormal:mean=30s,cv=0.5",
  );
}
