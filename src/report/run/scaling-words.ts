import { largest, smallest } from "../../core/extremes.ts";
import { formatNumber, formatSpan, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

export type Scaling = NonNullable<NonNullable<RunResult["simulation"]>["scaling"]>;
export type Decision = Scaling["decisions"][number];

/** How a simulated run was scaled; null where the number of replicas did not change. */
export function scalingOf({ simulation }: RunResult): Scaling | null {
  return simulation?.scaling ?? null;
}

/** How many replicas there were. */
export function replicasSentence({ replicas, meanReplicas }: Scaling): string {
  const ready = replicas.map((count) => count.ready);
  const [least, most] = [smallest(ready), largest(ready, 0)];
  const range = least === most ? `${most}` : `${least} to ${most}`;
  return `${range} ready; ${formatNumber(meanReplicas)} existed on average over the measured part, which is what is paid for`;
}

/** The decisions that changed the number of replicas, or would have. */
export function notableDecisions({ decisions }: Scaling): readonly Decision[] {
  return decisions.filter(
    ({ current, desired, recommended }) => desired !== current || (recommended ?? desired) !== desired,
  );
}

/** What was seen, wanted and done at a decision. */
export function decisionParts(decision: Decision) {
  const { atMs, by, times, metrics, recommended, current, desired, heldBackBy } = decision;
  return {
    at: formatSpan(atMs),
    by: times === 1 ? by : `${by}, ${plural(times, "time")}`,
    seen: metrics.map(
      ({ name, value, target }) => `${name} ${formatNumber(value)} against ${formatNumber(target)}`,
    ),
    recommended: recommended === null ? "" : String(recommended),
    change: desired === current ? `stays at ${current}` : `${current} → ${desired}`,
    why: heldBackBy.join("; "),
  };
}
