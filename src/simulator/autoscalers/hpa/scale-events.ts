import type { ScalingPolicy, ScalingRules } from "./scaling-rules.ts";

interface ScaleEvent {
  readonly change: number;
  readonly atMs: number;
}

/**
 * The changes of one direction. Like the controller's list it forgets an old one only when a new one takes its place:
 * what is too old for this direction may still count for the policies of the other.
 */
export class ScaleEvents {
  readonly #events: ScaleEvent[] = [];

  add(change: number, nowMs: number, rules: ScalingRules): void {
    const longestMs = rules.policies.reduce((longest, { periodMs }) => Math.max(longest, periodMs), 0);
    const outdated = this.#events.findLastIndex(({ atMs }) => atMs < nowMs - longestMs);
    if (outdated < 0) this.#events.push({ change, atMs: nowMs });
    else this.#events[outdated] = { change, atMs: nowMs };
  }

  /** The sum of the changes of the last `periodMs`. */
  within(periodMs: number, nowMs: number): number {
    return this.#events.reduce((sum, { change, atMs }) => sum + (atMs > nowMs - periodMs ? change : 0), 0);
  }
}

/** The changes of both directions that policies look back on. */
export interface PastChanges {
  readonly ups: ScaleEvents;
  readonly downs: ScaleEvents;
}

/** Most replicas that the policies let there be now: `calculateScaleUpLimitWithScalingRules` of horizontal.go. */
export function scaleUpLimit(current: number, past: PastChanges, rules: ScalingRules, nowMs: number): number {
  if (rules.selectPolicy === "disabled") return current;
  const limits = rules.policies.map((policy) => {
    const start = startOf(policy, current, past, nowMs);
    return policy.type === "pods" ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
  });
  return Math.max(current, pick(limits, rules.selectPolicy === "min" ? "least" : "most"));
}

/** Fewest replicas that the policies let there be now: `calculateScaleDownLimitWithBehaviors` of horizontal.go. */
export function scaleDownLimit(
  current: number,
  past: PastChanges,
  rules: ScalingRules,
  nowMs: number,
): number {
  if (rules.selectPolicy === "disabled") return current;
  const limits = rules.policies.map((policy) => {
    const start = startOf(policy, current, past, nowMs);
    return policy.type === "pods" ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
  });
  return Math.min(current, pick(limits, rules.selectPolicy === "min" ? "most" : "least"));
}

/** Replicas when a policy's period began. */
function startOf(
  { periodMs }: ScalingPolicy,
  current: number,
  { ups, downs }: PastChanges,
  nowMs: number,
): number {
  return current - ups.within(periodMs, nowMs) + downs.within(periodMs, nowMs);
}

function pick(limits: readonly number[], which: "least" | "most"): number {
  return limits.reduce((a, b) => (which === "least" ? Math.min(a, b) : Math.max(a, b)));
}
