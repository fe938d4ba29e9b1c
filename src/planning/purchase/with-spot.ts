import { formatNumber, formatSpan } from "../../core/format.ts";
import type { PlanFleet, PlanMachine } from "../../result/plan-result.ts";
import { HOURS_PER_MONTH } from "../demand/demand.ts";
import { figureOf } from "../windows/evaluation.ts";
import { type BoughtFleet, replicasOf } from "./bought-fleet.ts";
import { notExcludedMinutes } from "./missed-minutes.ts";
import { middleOf } from "./months.ts";
import { FALLBACKS, lostOf, purchaseOf } from "./shares.ts";
import { describeSpotParameters } from "./spot-parameters.ts";

/** What is needed to tell of spot machines beside the fleet itself. */
export interface SpotFacts {
  readonly machine: PlanMachine;
  readonly bought: BoughtFleet;
  /** Replicas that the objectives need, and those that may fail beside them. */
  readonly needed: number;
  readonly spare: number;
  readonly errorBudget: number;
  readonly budgetPerMonth: number | null;
  /** Words of the command that repeats the window of a preemption. */
  readonly command: readonly string[];
}

/**
 * A fleet, told as if all its replicas were bought in one way, with what it costs with spot machines and what their preemptions do. Figures
 * of the fleet stay those without a preemption.
 */
export function withSpot(fleet: PlanFleet, facts: SpotFacts): PlanFleet {
  const { bought, machine, budgetPerMonth } = facts;
  const { purchase, offer } = bought;
  const { base, spot, usdPerHour } = purchase;
  const perMonth = usdPerHour.all * HOURS_PER_MONTH;
  // Every figure of cost is proportional to the cost of an hour.
  const times = fleet.cost.perHour > 0 ? usdPerHour.all / fleet.cost.perHour : 1;
  const scaled = (amount: number | null) => (amount === null ? null : amount * times);
  const costs = {
    perHour: usdPerHour.all,
    perMonth,
    perRequest: scaled(fleet.cost.perRequest),
    perMillionRequests: scaled(fleet.cost.perMillionRequests),
    perMillionItems: scaled(fleet.cost.perMillionItems),
    perMillionTokens: scaled(fleet.cost.perMillionTokens),
  };
  const piece = { machine: machine.name, lengths: null, ratePerSec: fleet.ratePerSec };
  return {
    ...fleet,
    costPerMonth: perMonth,
    costPerMillionRequests: costs.perMillionRequests,
    withinBudget: budgetPerMonth === null ? null : perMonth <= budgetPerMonth,
    spotShare: spot / replicasOf(purchase),
    pieces: [
      ...(base === 0
        ? []
        : [
            {
              ...piece,
              replicas: base,
              spare: offer.baseUsd === null ? 0 : facts.spare,
              pricePerHour: offer.baseUsd ?? 0,
              priceKind: machine.price.kind,
            },
          ]),
      {
        ...piece,
        replicas: spot,
        spare: purchase.extra,
        pricePerHour: offer.spotUsd,
        priceKind: "spot",
      },
    ],
    settings: { ...fleet.settings, fallback: `${purchase.fallback}: ${FALLBACKS[purchase.fallback].words}` },
    cost: { ...costs, parts: partsOf(fleet, facts) },
    outOfObjective: outOfObjectiveOf(fleet, facts),
    sensitivity: sensitivityOf(fleet, facts),
    oneMore:
      fleet.oneMore === null
        ? null
        : {
            ...fleet.oneMore,
            costPerMonth: perMonth + (offer.baseUsd ?? offer.spotUsd) * HOURS_PER_MONTH,
            outOfObjectiveMinutes: null,
          },
    batchWork:
      fleet.batchWork === null
        ? null
        : { ...fleet.batchWork, costPerMillionRequests: fleet.batchWork.costPerMillionRequests * times },
    provenance: provenanceOf(fleet, facts),
    spot: spotOf(facts),
    notes: [
      ...fleet.notes,
      "p50, p95, p99, load line, hours, sensitivity and the worst minute are those of the fleet as long as no spot machine is taken away",
      "what is in apply/ is of all replicas, and does not say which of them run on spot machines",
    ],
  };
}

function partsOf(fleet: PlanFleet, { bought, machine }: SpotFacts): PlanFleet["cost"]["parts"] {
  const { purchase, offer } = bought;
  const { base, spot, zone, usdPerHour, fallback } = purchase;
  const kind = fleet.cost.parts[0]?.kind ?? "assumed";
  const part = (name: string, usd: number, note: string) => ({
    name,
    perMonth: usd * HOURS_PER_MONTH,
    kind,
    note,
  });
  return [
    ...(base === 0
      ? []
      : [
          part(
            "machines that are never taken away",
            usdPerHour.base,
            `${base} × $${offer.baseUsd} an hour: ${machine.price.source}`,
          ),
        ]),
    part(
      "spot machines",
      usdPerHour.spot,
      `${spot} × $${offer.spotUsd} an hour for ${formatNumber(100 * zone.spotPaid)} % of the time${sourceOf(machine, "spot")}`,
    ),
    ...(FALLBACKS[fallback].isReplaced
      ? [
          part(
            "on-demand machines in their place",
            usdPerHour.fallback,
            `${spot} × $${offer.onDemandUsd} an hour for ${formatNumber(100 * zone.fallbackPaid)} % of the time${sourceOf(machine, "on-demand")}`,
          ),
        ]
      : []),
  ];
}

function sourceOf({ price, otherPrices }: PlanMachine, kind: PlanMachine["price"]["kind"]): string {
  const source = [price, ...otherPrices].find((one) => one.kind === kind)?.source;
  return source === undefined ? "" : `: ${source}`;
}

/** Minutes out of objective without preemptions and those that preemptions cause, together. */
function outOfObjectiveOf(
  { outOfObjective }: PlanFleet,
  { bought: { missed, absences, simulated, purchase } }: SpotFacts,
): PlanFleet["outOfObjective"] {
  if (outOfObjective === null || missed.mean === null) return null;
  const { minutesPerMonth, budgetMinutes, note } = outOfObjective;
  const low = (outOfObjective.low ?? 0) + (missed.low ?? 0);
  // Where no simulated minute missed, so many cannot be excluded all the same.
  const missedHigh = Math.max(
    missed.high ?? missed.mean,
    notExcludedMinutes(absences, simulated, purchase.fallback, missed.mean),
  );
  const high = (outOfObjective.high ?? minutesPerMonth) + missedHigh;
  return {
    minutesPerMonth: minutesPerMonth + missed.mean,
    low,
    high,
    budgetMinutes,
    isWithin: high <= budgetMinutes ? true : low > budgetMinutes ? false : null,
    note: `${note}; preemptions are simulated by themselves, and count as often as they come`,
  };
}

/** With other demand and service times, as many replicas as the objectives then need are bought in the same way. */
function sensitivityOf(
  { sensitivity, costPerMonth }: PlanFleet,
  { bought, needed, spare, errorBudget }: SpotFacts,
): PlanFleet["sensitivity"] {
  const { purchase, offer } = bought;
  const kept = purchase.base - (offer.baseUsd === null ? 0 : spare);
  const perMonth = purchase.usdPerHour.all * HOURS_PER_MONTH;
  const added = replicasOf(purchase) - needed;
  return sensitivity.map((row) => {
    if (row.what === "price") return { ...row, costPerMonth: perMonth * (1 + row.change) };
    if (row.replicas === null || costPerMonth === 0) return row;
    const then = purchaseOf(offer, {
      fallback: purchase.fallback,
      share: kept / needed,
      needed: row.replicas - added,
      spare,
      budgetMinutes: errorBudget * HOURS_PER_MONTH * 60,
    });
    return {
      ...row,
      replicas: then === null ? null : replicasOf(then),
      costPerMonth: then === null ? null : then.usdPerHour.all * HOURS_PER_MONTH,
    };
  });
}

function provenanceOf({ provenance }: PlanFleet, { machine }: SpotFacts): PlanFleet["provenance"] {
  const paid = provenance.costPerMonth;
  const simulated = provenance.p99Ms;
  if (paid === undefined || simulated === undefined) return provenance;
  const restsOn = (kinds: readonly (typeof paid.restsOn)[number][]) => [
    ...new Set([...kinds, "assumed" as const]),
  ];
  const spot = {
    kind: "simulated" as const,
    restsOn: restsOn(simulated.restsOn),
    note: `how often and for how long spot machines are missing follows from their parameters (${machine.spot?.source ?? "stated"}); what that does is simulated; ${simulated.note}`,
  };
  const cost = {
    ...paid,
    restsOn: restsOn(paid.restsOn),
    note: `${paid.note}; how long spot machines and those in their place are paid follows from their parameters (${machine.spot?.source ?? "stated"})`,
  };
  return {
    ...provenance,
    ...Object.fromEntries(
      [
        "costPerMillionRequests",
        "costPerMonth",
        "cost",
        "oneMore.costPerMonth",
        "sensitivity.costPerMonth",
      ].map((key) => [key, cost]),
    ),
    outOfObjective: spot,
    spot,
    spotShare: {
      ...spot,
      note: `the cheapest share that was tried and keeps the error budget; ${spot.note}`,
    },
  };
}

function spotOf({ bought, command }: SpotFacts): PlanFleet["spot"] {
  const { purchase, offer, simulated, missed, months } = bought;
  const { zone, usdPerHour, fallback, spot } = purchase;
  const { parameters } = offer;
  const { zones } = parameters;
  const { isReplaced } = FALLBACKS[fallback];
  const ofOneZone = simulated.find((one) => one.zones === 1);
  const windowMs = ofOneZone?.windowMs ?? 0;
  const p99Ms = figureOf(ofOneZone?.hours[0]?.evaluation ?? { outcomes: [] }, (one) => one.p99Ms);
  return {
    policy: fallback,
    zones,
    extra: purchase.extra,
    lostAtOnce: lostOf(spot, zones, 1),
    preemptionsPerMonth: zones * zone.lossesPerMonth,
    preemptionsRange: middleOf(months.map(({ losses }) => losses)),
    fallbackShare: isReplaced ? 1 - (1 - zone.fallbackPaid) ** zones : 0,
    missingShare: 1 - (1 - zone.missing) ** zones,
    p99MsDuringFallback: p99Ms.mean,
    p99LowMs: p99Ms.low,
    p99HighMs: p99Ms.high,
    windowMs,
    missedMinutesPerMonth: missed.mean ?? 0,
    missedMinutesHigh: missed.high,
    costPerMonth: {
      base: usdPerHour.base * HOURS_PER_MONTH,
      spot: usdPerHour.spot * HOURS_PER_MONTH,
      fallback: usdPerHour.fallback * HOURS_PER_MONTH,
    },
    costRange: middleOf(months.map((month) => costOfMonth(month, bought))),
    command: [...command],
    source: parameters.source,
    note: `${describeSpotParameters(parameters)}; p99 with a preemption is that of the ${formatSpan(windowMs)} from the notice on in the busiest hour`,
  };
}

/** What a month costs whose zones were without machines for so long; every zone is taken to have as many of them. */
function costOfMonth(
  { losses, downHours }: BoughtFleet["months"][number],
  { purchase, offer }: BoughtFleet,
): number {
  const { parameters, spotUsd, onDemandUsd } = offer;
  const { zones, noticeMs, replaceMs } = parameters;
  const downShare = downHours.reduce((sum, hours) => sum + hours, 0) / (zones * HOURS_PER_MONTH);
  const lossesOfZone = losses / zones;
  const shareOf = (ms: number) => (lossesOfZone * ms) / (3_600_000 * HOURS_PER_MONTH);
  const spot = purchase.spot * spotUsd * (1 - downShare + shareOf(noticeMs));
  const isReplaced = FALLBACKS[purchase.fallback].isReplaced;
  const fallback = isReplaced
    ? purchase.spot * (onDemandUsd ?? 0) * Math.min(1, downShare + shareOf(replaceMs))
    : 0;
  return (purchase.usdPerHour.base + spot + fallback) * HOURS_PER_MONTH;
}
