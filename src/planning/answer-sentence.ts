import { formatCount, formatMs, formatNumber, formatRate, formatSpan } from "../core/format.ts";
import type { PlanFleet, PlanResult } from "../result/plan-result.ts";
import { cheapestPerMonth } from "./hours/cheapest-way.ts";
import { savingSentence } from "./hours/way-words.ts";

/** A price in whole dollars from a hundred on, for sentences; below, cents are told even where they are round. */
export function usd(amount: number): string {
  if (amount >= 100) return `$${formatCount(Math.round(amount))}`;
  const short = String(Number(amount.toPrecision(3)));
  return `$${/^\d+\.\d$/.test(short) ? `${short}0` : short}`;
}

/** The answer of a plan in a sentence: fleet, objectives, p99 with its interval, price, and what it rests on. */
export function answerSentence({
  fleets,
  infeasible,
  state,
  objectives,
  demand,
  budgetPerMonth,
  partial,
  seeds,
}: Pick<
  PlanResult,
  "fleets" | "infeasible" | "state" | "objectives" | "demand" | "budgetPerMonth" | "partial" | "seeds"
>): string {
  const [best] = fleets;
  const kept = objectives.join(" and ");
  if (best === undefined) {
    if (infeasible !== null) return infeasible.why;
    return partial
      ? "the plan was interrupted before a fleet was found"
      : `no fleet keeps ${kept} at ${formatRate(demand.busiestPerSec)}`;
  }
  const fleet = `${fleetWords(best)} ${best.replicas === 1 ? "keeps" : "keep"} ${kept} at ${formatRate(demand.busiestPerSec)}`;
  const p99 = best.peak.p99Ms;
  const sure =
    p99.mean === null
      ? "p99 is not known, since too many fail"
      : `p99 ${formatMs(p99.mean)}${p99.low === null ? "" : ` (${formatNumber(p99.low)} to ${formatNumber(p99.high)} by 95 % over ${seeds.length} seeds)`}`;
  const million = best.costPerMillionRequests;
  const cost = `${usd(best.costPerMonth)} a month${million === null ? "" : `, ${usd(million)} per million requests`}`;
  const budget =
    state === "over budget" && budgetPerMonth !== null
      ? `; that is ${usd(cheapestPerMonth(best) - budgetPerMonth)} a month above the budget of ${usd(budgetPerMonth)}`
      : "";
  const basis = best.provenance.p99Ms === undefined ? "" : `; ${best.provenance.p99Ms.note}`;
  return `${partial ? "so far, " : ""}${fleet}: ${sure}, ${cost}${waysWords(best)}${budget}${preemptionWords(best)}${basis}`;
}

/** What spot machines do to a fleet, where it has some. */
function preemptionWords({ spot }: Pick<PlanFleet, "spot">): string {
  if (spot === null) return "";
  const p99 =
    spot.p99MsDuringFallback === null
      ? "too many fail for a p99"
      : `p99 is ${formatMs(spot.p99MsDuringFallback)}`;
  return `; zones take spot machines away ${formatNumber(spot.preemptionsPerMonth)} times a month, and in the ${formatSpan(spot.windowMs)} from then on ${p99}`;
}

/** What the ways of a fleet cost beside the fixed one, as the end of a sentence; empty without any. */
function waysWords({ throughDay }: Pick<PlanFleet, "throughDay">): string {
  return throughDay
    .filter(({ way }) => way !== "fixed")
    .map((way) => {
      const out = way.day?.outOfObjective?.isWithin === false ? ", which misses the error budget" : "";
      return `; ${way.way === "by hour" ? "with replicas by the hour" : "autoscaled"} ${usd(way.costPerMonth)} a month, ${savingSentence(way)}${out}`;
    })
    .join("");
}

/** A fleet in a few words: machines, how many, how batches are formed. */
function fleetWords({ pieces }: Pick<PlanFleet, "pieces">): string {
  return pieces
    .map(({ machine, replicas, spare, lengths, priceKind }) => {
      const range =
        lengths === null
          ? ""
          : ` for lengths ${lengths.below === null ? `from ${lengths.from}` : lengths.from > 0 ? `${lengths.from} to ${lengths.below}` : `below ${lengths.below}`}`;
      const how = [
        ...(priceKind === "on-demand" ? [] : [priceKind]),
        ...(spare === 0 ? [] : [`${spare} of them spare`]),
      ];
      return `${replicas} × ${machine}${how.length === 0 ? "" : ` (${how.join(", ")})`}${range}`;
    })
    .join(" + ");
}
