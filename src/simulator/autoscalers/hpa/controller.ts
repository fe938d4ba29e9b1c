import type { ScalingDecision } from "../autoscaler.ts";
import type { Proposal, Tolerances } from "./proposal.ts";
import { Recommendations } from "./recommendations.ts";
import { type PastChanges, ScaleEvents, scaleDownLimit, scaleUpLimit } from "./scale-events.ts";
import { type Behavior, policyWords } from "./scaling-rules.ts";

/** What an HPA is told, apart from its metrics. */
export interface HpaSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Windows and policies; null where the manifest has none: then older rules hold, not the default policies. */
  readonly behavior: Behavior | null;
  /** `--horizontal-pod-autoscaler-downscale-stabilization`, ms, for an HPA without a behaviour. */
  readonly downscaleStabilisationMs: number;
  /** `--horizontal-pod-autoscaler-tolerance`. */
  readonly tolerance: number;
}

/** The tolerances of an HPA: those of its behaviour, and otherwise the controller's. */
export function tolerancesOf({ behavior, tolerance }: HpaSpec): Tolerances {
  return {
    scaleUp: behavior?.scaleUp.tolerance ?? tolerance,
    scaleDown: behavior?.scaleDown.tolerance ?? tolerance,
  };
}

interface Limited {
  readonly replicas: number;
  readonly heldBackBy: readonly string[];
}

/** The HPA's controller: `reconcileAutoscaler` of kubernetes/pkg/controller/podautoscaler/horizontal.go, one sync at a time. */
export class HpaController {
  readonly #spec: HpaSpec;
  readonly #recommendations = new Recommendations();
  readonly #past: PastChanges = { ups: new ScaleEvents(), downs: new ScaleEvents() };

  constructor(spec: HpaSpec) {
    this.#spec = spec;
  }

  /** @param propose asks every metric; it is not called where the metrics do not count */
  sync(nowMs: number, current: number, propose: () => readonly Proposal[]): ScalingDecision {
    this.#recommendations.begin(current, nowMs);
    const { minReplicas, maxReplicas } = this.#spec;
    const base = { atMs: nowMs, by: "hpa", current };
    if (current === 0 && minReplicas !== 0)
      return {
        ...base,
        metrics: [],
        recommended: null,
        desired: 0,
        heldBackBy: ["0 replicas switch an HPA off"],
      };
    if (current > maxReplicas || current < minReplicas) {
      const isAbove = current > maxReplicas;
      const desired = isAbove ? maxReplicas : minReplicas;
      this.#store(current, desired, nowMs);
      const heldBackBy = [isAbove ? `maxReplicas ${maxReplicas}` : `minReplicas ${minReplicas}`];
      return { ...base, metrics: [], recommended: null, desired, heldBackBy };
    }
    const proposals = propose();
    const metrics = proposals.map(({ name, value, target }) => ({ name, value, target }));
    const { replicas: recommended, heldBackBy } = highest(proposals, current);
    if (recommended === null) return { ...base, metrics, recommended, desired: current, heldBackBy };
    const limited = this.#limit(recommended, current, nowMs);
    this.#store(current, limited.replicas, nowMs);
    return {
      ...base,
      metrics,
      recommended,
      desired: limited.replicas,
      heldBackBy: [...heldBackBy, ...limited.heldBackBy],
    };
  }

  #limit(recommended: number, current: number, nowMs: number): Limited {
    const { behavior, downscaleStabilisationMs } = this.#spec;
    const stabilised =
      behavior === null
        ? this.#recommendations.stabilise(recommended, nowMs, downscaleStabilisationMs)
        : this.#recommendations.stabiliseBoth(recommended, current, nowMs, behavior);
    const { replicas, heldBackBy } =
      behavior === null
        ? this.#limitPlainly(stabilised, current)
        : this.#limitByPolicies(stabilised, current, nowMs, behavior);
    const window = recommended < stabilised || stabilised < recommended ? ["stabilisation window"] : [];
    return { replicas, heldBackBy: [...window, ...heldBackBy] };
  }

  /** The limits of `convertDesiredReplicasWithRules`: at most twice as many in a step, or 4. */
  #limitPlainly(replicas: number, current: number): Limited {
    const { minReplicas, maxReplicas } = this.#spec;
    const most = Math.max(2 * current, 4);
    if (replicas < minReplicas) return { replicas: minReplicas, heldBackBy: [`minReplicas ${minReplicas}`] };
    if (maxReplicas <= most && replicas > maxReplicas)
      return { replicas: maxReplicas, heldBackBy: [`maxReplicas ${maxReplicas}`] };
    if (replicas > most)
      return { replicas: most, heldBackBy: ["at most twice the replicas in a step, or 4"] };
    return { replicas, heldBackBy: [] };
  }

  /** The limits of `convertDesiredReplicasWithBehaviorRate`. */
  #limitByPolicies(replicas: number, current: number, nowMs: number, behavior: Behavior): Limited {
    const { minReplicas, maxReplicas } = this.#spec;
    const { scaleUp, scaleDown } = behavior;
    if (replicas > current) {
      const most = scaleUpLimit(current, this.#past, scaleUp, nowMs);
      if (maxReplicas <= most && replicas > maxReplicas)
        return { replicas: maxReplicas, heldBackBy: [`maxReplicas ${maxReplicas}`] };
      if (replicas > most) return { replicas: most, heldBackBy: [limitWords("up", scaleUp)] };
    }
    if (replicas < current) {
      const fewest = scaleDownLimit(current, this.#past, scaleDown, nowMs);
      if (minReplicas >= fewest && replicas < minReplicas)
        return { replicas: minReplicas, heldBackBy: [`minReplicas ${minReplicas}`] };
      if (replicas < fewest) return { replicas: fewest, heldBackBy: [limitWords("down", scaleDown)] };
    }
    return { replicas, heldBackBy: [] };
  }

  #store(current: number, desired: number, nowMs: number): void {
    const { behavior } = this.#spec;
    if (behavior === null || desired === current) return;
    if (desired > current) this.#past.ups.add(desired - current, nowMs, behavior.scaleUp);
    else this.#past.downs.add(current - desired, nowMs, behavior.scaleDown);
  }
}

function limitWords(direction: "up" | "down", { selectPolicy, policies }: Behavior["scaleUp"]): string {
  if (selectPolicy === "disabled") return `scaling ${direction} is disabled`;
  const which = policies.length === 1 ? "" : selectPolicy === "min" ? ", the smaller" : ", the larger";
  return `policy of ${policyWords(policies)}${which}`;
}

/**
 * The highest of what the metrics propose: `computeReplicasForMetrics` of horizontal.go. Where some could not be read,
 * the others may add replicas and may not take any away.
 */
function highest(
  proposals: readonly Proposal[],
  current: number,
): { readonly replicas: number | null; readonly heldBackBy: readonly string[] } {
  const valid = proposals.flatMap(({ replicas }) => (replicas === null ? [] : [replicas]));
  const invalid = proposals.filter(({ replicas }) => replicas === null);
  const most = valid.reduce((a, b) => Math.max(a, b), 0);
  const isMissing = valid.length === 0 || (invalid.length > 0 && most < current);
  const reasons = isMissing ? invalid : proposals.filter(({ replicas }) => replicas === most);
  const words = reasons.flatMap(({ heldBackBy }) => heldBackBy);
  return isMissing
    ? { replicas: null, heldBackBy: words.map((reason) => `missing metrics: ${reason}`) }
    : { replicas: most, heldBackBy: words };
}
