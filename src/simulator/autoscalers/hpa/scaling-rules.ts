import { z } from "zod";
import { plural } from "../../../core/format.ts";

const policySchema = z.strictObject({
  type: z.enum(["pods", "percent"]),
  value: z.int().min(1),
  periodMs: z.int().min(1000).max(1_800_000),
});

/** How fast replicas may change in one direction. */
export const scalingRulesSchema = z.strictObject({
  stabilizationMs: z.int().min(0).max(3_600_000),
  selectPolicy: z.enum(["max", "min", "disabled"]),
  policies: z.array(policySchema).min(1),
  /** Tolerance of this direction; null where the controller's own holds. */
  tolerance: z.number().min(0).nullable(),
});

export const behaviorSchema = z.strictObject({ scaleUp: scalingRulesSchema, scaleDown: scalingRulesSchema });

export type ScalingPolicy = z.output<typeof policySchema>;
export type ScalingRules = z.output<typeof scalingRulesSchema>;
export type Behavior = z.output<typeof behaviorSchema>;

/** What holds in a direction that a manifest's behaviour leaves out: kubernetes/pkg/apis/autoscaling/v2/defaults.go. */
export const DEFAULT_BEHAVIOR: Behavior = {
  scaleUp: {
    stabilizationMs: 0,
    selectPolicy: "max",
    policies: [
      { type: "pods", value: 4, periodMs: 15_000 },
      { type: "percent", value: 100, periodMs: 15_000 },
    ],
    tolerance: null,
  },
  scaleDown: {
    stabilizationMs: 300_000,
    selectPolicy: "max",
    policies: [{ type: "percent", value: 100, periodMs: 15_000 }],
    tolerance: null,
  },
};

export function policyWords(policies: readonly ScalingPolicy[]): string {
  return policies
    .map(
      ({ type, value, periodMs }) =>
        `${type === "pods" ? plural(value, "pod") : `${value} %`} in ${periodMs / 1000} s`,
    )
    .join(" or ");
}
