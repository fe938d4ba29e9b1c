import { z } from "zod";
import type { Autoscaler, AutoscalerContext, RunningAutoscaler } from "./autoscaler.ts";
import { hpa } from "./hpa.ts";
import { keda } from "./keda.ts";
import { knative } from "./knative.ts";
import { none } from "./none.ts";
import { scheduled } from "./scheduled.ts";

/** Every autoscaler. A new one needs its file and its line here. */
export const AUTOSCALERS = { none, hpa, keda, knative, scheduled };

type AutoscalerOptions = (typeof AUTOSCALERS)[keyof typeof AUTOSCALERS]["options"];

export const autoscalerSchema = z.discriminatedUnion(
  "kind",
  Object.values(AUTOSCALERS).map(({ options }) => options) as [AutoscalerOptions, ...AutoscalerOptions[]],
);

/** Validated options of one of the autoscalers. */
export type AutoscalerChoice = z.output<typeof autoscalerSchema>;

/** The autoscaler behind validated options. The cast is sound: `kind` picked the schema that the options passed. */
function autoscalerOf({ kind }: AutoscalerChoice): Autoscaler {
  return AUTOSCALERS[kind] as unknown as Autoscaler;
}

export function describeAutoscaler(choice: AutoscalerChoice): string {
  return autoscalerOf(choice).describe(choice);
}

/** Starts an autoscaler at time 0 of the virtual clock. */
export function startAutoscaler(choice: AutoscalerChoice, context: AutoscalerContext): RunningAutoscaler {
  return autoscalerOf(choice).start(choice, context);
}
