import { formatShare } from "../../core/format.ts";
import type { CapacityProbe } from "../../result/capacity-result.ts";

/** What a probe says of the objectives together, in a few words: `holds`, `misses: overloaded`, `says nothing: late`. */
export function answerWords({ spoiled, overloaded, reasons, answers }: CapacityProbe): string {
  if (spoiled) return `says nothing: ${reasons.join(", ")}`;
  if (overloaded) return "misses: overloaded";
  return answers[0] ?? "not shown";
}

/** The answer of a probe with the share that kept the objective which it decides by: `holds, 99.6 % (99.2 to 99.8 %)`. */
export function shareWords(probe: CapacityProbe): string {
  const share = decidingShare(probe);
  const take = probe.take === 0 ? "" : ", fresh seed";
  if (share === null || probe.spoiled || probe.overloaded) return answerWords(probe) + take;
  const { kept, low, high } = share;
  return `${answerWords(probe)}, ${formatShare(kept, 1)}${boundsWords({ low, high })}${take}`;
}

/** The bounds of a share, to a hundredth of a percent: more digits say nothing of them. */
export function boundsWords({ low, high }: Pick<KeptShare, "low" | "high">): string {
  if (low === null || high === null) return "";
  const [from, to] = [low, high].map((share) => formatShare(Math.round(share * 1e4) / 1e4, 1));
  return ` (${from} to ${to})`;
}

/** The share of requests that kept an objective, with its bounds. */
export interface KeptShare {
  readonly objective: string;
  readonly kept: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Shares of requests that kept each objective of a probe; those that are not about requests have none. */
export function keptShares({ objectives }: Pick<CapacityProbe, "objectives">): KeptShare[] {
  return objectives.flatMap(({ objective, within, of, bounds }) =>
    within === null || of === null || of === 0
      ? []
      : [{ objective, kept: within / of, low: bounds?.low ?? null, high: bounds?.high ?? null }],
  );
}

/** The share of the objective that decides: one that misses, or else one that is open, or else the first. */
function decidingShare({ objectives }: CapacityProbe): KeptShare | null {
  const order = ["misses", "not shown", "not judged", "holds", null];
  const sorted = objectives.toSorted((one, other) => order.indexOf(one.answer) - order.indexOf(other.answer));
  return keptShares({ objectives: sorted })[0] ?? null;
}
