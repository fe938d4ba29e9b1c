import { smallest } from "../core/extremes.ts";
import { formatRate, formatShare } from "../core/format.ts";
import type { CapacityResult, CapacityTier, LoadLine } from "../result/capacity-result.ts";
import { UNITS, type Unit } from "../result/units.ts";

/** The answer of a search in sentences that follow from its probes alone. */
export function answerSentence(result: CapacityResult): string {
  const { loadLine, unreachable, objectives, tiers } = result;
  const all = objectives.join(" and ");
  const met =
    loadLine === null
      ? notMet(result, all)
      : `${all} ${objectives.length === 1 ? "holds" : "hold"} ${upTo(loadLine)}`;
  const lost = (unreachable ?? []).map(unreachableWords);
  const others = tiers.length < 2 ? [] : [tiersWords(tiers)];
  const violated =
    loadLine?.monotone === false
      ? [
          "more load was seen to keep the objectives where less misses them, so what is beyond the line is no order to rely on",
        ]
      : [];
  return [met, ...lost, ...violated, ...others].join("; ");
}

/** A line in words: `up to 41.2/s; at 43.0/s it was shown to miss`. */
function upTo({ ratePerSec, interval, confirmed }: LoadLine): string {
  const beyond =
    interval.high === null ? "no load was shown to miss" : `missed at ${formatRate(interval.high)}`;
  const sure = confirmed ? "confirmed with a fresh seed" : "not confirmed with a fresh seed";
  return `up to ${formatRate(ratePerSec)} (${sure}; ${beyond})`;
}

function notMet({ partial, unreachable, probes }: CapacityResult, all: string): string {
  if (unreachable !== null) return `${all} cannot be met under any load that was tried`;
  if (partial) return `the search was interrupted before any load was shown to keep ${all}`;
  const lowest = smallest(probes.map(({ ratePerSec }) => ratePerSec));
  return `no load was shown to keep ${all}, down to ${formatRate(lowest)}`;
}

/** An objective that cannot be met: the best reachable, and where. */
export function unreachableWords({
  objective,
  observed,
  unit,
  ratePerSec,
}: NonNullable<CapacityResult["unreachable"]>[number]): string {
  if (observed === null || ratePerSec === null)
    return `${objective} cannot be met, and no probe observed a finite value of it`;
  return `${objective} cannot be met; the best reachable is ${valueIn(unit, observed)} at ${formatRate(ratePerSec)}`;
}

/** A value in the unit of an objective. */
function valueIn(unit: string, value: number): string {
  return Object.hasOwn(UNITS, unit) ? UNITS[unit as Unit].format(value, "USD") : String(value);
}

function tiersWords(tiers: readonly CapacityTier[]): string {
  return `each by itself: ${tiers.map((tier) => `${tier.name} ${tierWords(tier)}`).join(", ")}`;
}

/** The line of a tier in a few words. */
export function tierWords({ state, loadLine }: CapacityTier): string {
  if (loadLine === null) return state === "unreachable" ? "not at any load" : "not shown at any load";
  return state === "at least"
    ? `at least ${formatRate(loadLine.ratePerSec)}`
    : `up to ${formatRate(loadLine.ratePerSec)}`;
}

/** The utilisation at a line in words. */
export function utilisationWords({ utilisation }: LoadLine, mostPerSec: number | null): string {
  if (utilisation === null || mostPerSec === null)
    return "utilisation not known: no run showed the most that the server answers";
  return `utilisation ${formatShare(utilisation, 1)} of ${formatRate(mostPerSec)}, the most that it was seen to answer`;
}
