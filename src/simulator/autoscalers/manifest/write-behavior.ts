import type { Behavior, ScalingRules } from "../hpa/scaling-rules.ts";

const SELECT = { max: "Max", min: "Min", disabled: "Disabled" } as const;

/** The field `behavior` of a manifest, as `behaviorOf` reads it back; undefined where there is none. */
export function writeBehavior(behavior: Behavior | null): object | undefined {
  if (behavior === null) return undefined;
  return { scaleUp: rulesOf(behavior.scaleUp), scaleDown: rulesOf(behavior.scaleDown) };
}

function rulesOf({ stabilizationMs, selectPolicy, policies, tolerance }: ScalingRules): object {
  return {
    stabilizationWindowSeconds: Math.round(stabilizationMs / 1000),
    selectPolicy: SELECT[selectPolicy],
    policies: policies.map(({ type, value, periodMs }) => ({
      type: type === "pods" ? "Pods" : "Percent",
      value,
      periodSeconds: Math.round(periodMs / 1000),
    })),
    ...(tolerance === null ? {} : { tolerance: String(tolerance) }),
  };
}
