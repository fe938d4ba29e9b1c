import { z } from "zod";
import { type Behavior, DEFAULT_BEHAVIOR, type ScalingRules } from "../hpa/scaling-rules.ts";
import { parseQuantity } from "./quantity.ts";

const policySchema = z.strictObject({
  type: z.enum(["Pods", "Percent"]),
  value: z.int().min(1),
  periodSeconds: z.int().min(1).max(1800),
});

const tolerance = z.union([z.string(), z.number()]).transform((written, context) => {
  const value = parseQuantity(String(written));
  if (value !== undefined && value >= 0) return value;
  context.addIssue({ code: "custom", message: "expected a share of 0 or more, such as 0.05" });
  return z.NEVER;
});

const directionSchema = z.strictObject({
  stabilizationWindowSeconds: z.int().min(0).max(3600).nullish(),
  selectPolicy: z.enum(["Max", "Min", "Disabled"]).nullish(),
  policies: z.array(policySchema).min(1, "expected at least one policy, or none of this field").nullish(),
  tolerance: tolerance.nullish(),
});

/** The field `behavior` of an HPA, as a ScaledObject has it too. */
export const manifestBehaviorSchema = z.strictObject({
  scaleUp: directionSchema.nullish(),
  scaleDown: directionSchema.nullish(),
});

/** The behaviour with every field that was left out at its default; null where there is none at all. */
export function behaviorOf(
  written: z.output<typeof manifestBehaviorSchema> | null | undefined,
): Behavior | null {
  if (written === null || written === undefined) return null;
  return {
    scaleUp: rulesOf(written.scaleUp ?? {}, DEFAULT_BEHAVIOR.scaleUp),
    scaleDown: rulesOf(written.scaleDown ?? {}, DEFAULT_BEHAVIOR.scaleDown),
  };
}

const SELECT = { Max: "max", Min: "min", Disabled: "disabled" } as const;

function rulesOf(written: z.output<typeof directionSchema>, standard: ScalingRules): ScalingRules {
  const { stabilizationWindowSeconds: windowSec, selectPolicy, policies, tolerance: own } = written;
  return {
    stabilizationMs: typeof windowSec === "number" ? 1000 * windowSec : standard.stabilizationMs,
    selectPolicy: SELECT[selectPolicy ?? "Max"],
    policies:
      policies?.map(({ type, value, periodSeconds }) => ({
        type: type === "Pods" ? "pods" : "percent",
        value,
        periodMs: 1000 * periodSeconds,
      })) ?? standard.policies,
    tolerance: own ?? null,
  };
}
