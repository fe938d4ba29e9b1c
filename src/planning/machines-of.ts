import { formatCount, formatNumber } from "../core/format.ts";
import type { PlanFleet } from "../result/plan-result.ts";

/** The machines of a fleet: `3 × l4`, or `2 × l4 + 1 × l4 (spot)`. */
export function machinesOf({
  pieces,
  machine,
  replicas,
}: Pick<PlanFleet, "pieces" | "machine" | "replicas">): string {
  if (pieces.length === 0) return `${formatCount(replicas)} × ${machine}`;
  return pieces
    .map(({ machine: name, replicas: count, priceKind, lengths }) => {
      const how = priceKind === "on-demand" ? "" : ` (${priceKind})`;
      return `${formatCount(count)} × ${name}${how}${lengthsInWords(lengths)}`;
    })
    .join(" + ");
}

/** The lengths that machines get, in words that follow their name; nothing where they get all. */
export function lengthsInWords(lengths: PlanFleet["pieces"][number]["lengths"]): string {
  if (lengths === null) return "";
  if (lengths.below === null) return ` for lengths from ${formatNumber(lengths.from)}`;
  return lengths.from === 0
    ? ` for lengths below ${formatNumber(lengths.below)}`
    : ` for lengths from ${formatNumber(lengths.from)} to ${formatNumber(lengths.below)}`;
}
