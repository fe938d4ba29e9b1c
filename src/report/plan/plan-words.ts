import { ABSENT, formatCount, formatMoney, formatNumber, formatRate, plural } from "../../core/format.ts";
import { grouped } from "../../core/grouped.ts";
import type { PlanFleet, PlanResult } from "../../result/plan-result.ts";

/** The verdict of a plan in a word. */
export function planVerdict({ state, partial }: PlanResult): {
  readonly word: string;
  readonly good: boolean;
} {
  if (state === "infeasible") return { word: "CANNOT BE MET", good: false };
  if (state === "over budget") return { word: "OVER BUDGET", good: false };
  if (partial || state === "interrupted") return { word: "PARTIAL", good: false };
  return { word: "FOUND", good: true };
}

/** The letter of a fleet, by which charts and tables name it: A is the cheapest. */
export function fleetLetter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}

/** The settings of a fleet in words, part by part, without what says nothing. */
export function settingsOf({ settings }: PlanFleet): (readonly [string, string])[] {
  const { precision, batching, instances, router, autoscaler, fallback, gateways, others } = settings;
  return [
    ...(precision === null ? [] : [["precision", precision] as const]),
    ["batching", batching],
    ["instances", `${formatCount(instances)} a replica`],
    ["router", router],
    ...(autoscaler === null ? [] : [["autoscaler", autoscaler] as const]),
    ...(fallback === null ? [] : [["spot fallback", fallback] as const]),
    ...gateways.map((gateway) => ["gateway", gateway] as const),
    ...Object.entries(others),
  ];
}

/** The currency of a plan: all prices of a plan have the same. */
export function currencyOf({ machines }: PlanResult): string {
  return machines[0]?.price.currency ?? "USD";
}

/** An amount of money a month, without cents where they mean nothing. */
export function moneyOf(result: PlanResult): (amount: number | null) => string {
  const currency = currencyOf(result);
  return (amount) => {
    if (amount === null) return ABSENT;
    return Math.abs(amount) >= 1000
      ? formatMoney(Math.round(amount), currency).replace(/\.00\b/, "")
      : formatMoney(amount, currency);
  };
}

/** The minutes of a month out of objective, as the range that the simulated minutes do not exclude. */
export function minutesOutWords({
  minutesPerMonth,
  low,
  high,
}: NonNullable<PlanFleet["outOfObjective"]>): string {
  if (high === null || high <= minutesPerMonth) return `${formatNumber(minutesPerMonth)} min`;
  return `${formatNumber(Math.max(0, low ?? minutesPerMonth))} to ${formatNumber(high)} min`;
}

/** How many replicas the fleet with one more has; one with spot machines was simulated without losing any. */
export function oneMoreWords(
  { spot }: Pick<PlanFleet, "spot">,
  { replicas }: NonNullable<PlanFleet["oneMore"]>,
): string {
  return `${plural(replicas, "replica")}${spot === null ? "" : ", the added one paid as one that stays, as long as none is taken away"}`;
}

/** The load line of a fleet in words. */
export function planLineWords({ loadLine, ratePerSec }: PlanFleet): string {
  const { holdsPerSec, missesPerSec, headroom } = loadLine;
  if (holdsPerSec === null)
    return missesPerSec === null ? "not simulated" : `misses at ${formatRate(missesPerSec)}`;
  const beyond =
    missesPerSec === null ? "no load was simulated that misses" : `misses at ${formatRate(missesPerSec)}`;
  const room =
    headroom === null
      ? ""
      : `: ${formatNumber(Math.abs(100 * headroom), 2)} % ${headroom >= 0 ? "above" : "below"} the ${formatRate(ratePerSec)} of the busiest hour`;
  return `holds up to ${formatRate(holdsPerSec)}${room}; ${beyond}`;
}

/** What is known of how far predictions were off, machines of which the same is known together. */
export function validatedTogether(
  validation: PlanResult["validation"],
): { readonly models: readonly string[]; readonly words: string; readonly source: string }[] {
  const same = grouped(validation, ({ words, source }) => JSON.stringify([words, source]));
  return [...same.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { words, source } = first;
    return [{ models: own.map(({ model }) => model), words, source }];
  });
}
