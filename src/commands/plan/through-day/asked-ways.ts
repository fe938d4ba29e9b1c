import { resolve } from "node:path";
import type { ParsedPlan } from "../../../config/plan-options.ts";
import { usageError } from "../../../core/errors.ts";
import type { Host } from "../../../core/host.ts";
import { describeAutoscaler } from "../../../simulator/autoscalers/index.ts";
import { parseAutoscalerSpec } from "../../../simulator/autoscalers/spec.ts";
import type { ColdStart } from "../../../simulator/scaling.ts";
import { chooseAutoscaler, coldStartOf, coldStartWords, refuseCentral } from "../../simulate/scaling-of.ts";

/** The HPA that a plan makes itself, as `--autoscaler` spells it. */
const OWN_HPA = "hpa";

/** The ways through the day that a plan was asked for beside the same number of replicas all day. */
export interface AskedWays {
  readonly byHour: boolean;
  /** An autoscaler of the user's, in words; `hpa` for one that the plan makes; null without one. */
  readonly autoscaler: { readonly kind: "given"; readonly words: string } | { readonly kind: "hpa" } | null;
  /** The file of its manifest; null where it has none. */
  readonly file: string | null;
  readonly coldStart: ColdStart & { readonly words: string };
}

/**
 * Reads what a plan is asked about replicas that change; null where it is nothing. A manifest is read, so that one that is wrong is refused
 * before anything is simulated.
 *
 * @throws usage error for an autoscaler that cannot be simulated, and for options that would do nothing
 */
export async function askedWays({ options, given }: ParsedPlan, host: Host): Promise<AskedWays | null> {
  const { replicasBy, autoscaler, autoscalerMetric, router } = options;
  if (replicasBy === undefined && autoscaler === undefined) {
    for (const [option, flag] of WITHOUT_EFFECT)
      if (given[option] !== undefined)
        throw usageError(
          `${flag} would do nothing: the number of replicas is the same all day`,
          "leave it out, or add --replicas-by hour or --autoscaler",
        );
    return null;
  }
  for (const each of router) refuseCentral(each);
  if (autoscaler !== undefined && options.dayFleets === 0)
    throw usageError(
      "--day-fleets 0 simulates no day, and only a day shows what --autoscaler does",
      "leave --day-fleets out, or --autoscaler",
    );
  const coldStart = { ...coldStartOf(options), words: coldStartWords(options) };
  const common = { byHour: replicasBy === "hour", coldStart };
  if (autoscaler === undefined || autoscaler === OWN_HPA) {
    if (autoscalerMetric.length > 0)
      throw usageError(
        "--autoscaler-metric would do nothing: it says what the metrics of a manifest are",
        "leave it out, or name a manifest with --autoscaler",
      );
    return { ...common, autoscaler: autoscaler === undefined ? null : { kind: "hpa" }, file: null };
  }
  const choice = await chooseAutoscaler(autoscaler, autoscalerMetric, host);
  if (choice.kind === "none")
    throw usageError("--autoscaler none changes nothing", "leave it out: the fixed fleet is planned anyway");
  const isFile = parseAutoscalerSpec(autoscaler) === undefined;
  return {
    ...common,
    autoscaler: { kind: "given", words: describeAutoscaler(choice) },
    file: isFile ? resolve(host.cwd, autoscaler) : null,
  };
}

const WITHOUT_EFFECT = [
  ["imagePull", "--image-pull"],
  ["modelLoad", "--model-load"],
  ["autoscalerMetric", "--autoscaler-metric"],
  ["dayFleets", "--day-fleets"],
] as const;
