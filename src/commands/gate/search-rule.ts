import type { LinePlan } from "../../capacity/probe.ts";
import { type LengthRule, lengthsAt, lowestPerSec } from "../../capacity/probe-length.ts";
import type { Tier } from "../../capacity/tier.ts";
import type { GateOptions } from "../../config/gate-options.ts";
import { largest, smallest } from "../../core/extremes.ts";
import type { GateFacts, MeasuredPair } from "../../gate/assemble-gate.ts";
import { linePerSec } from "../../gate/load-line.ts";
import type { GateMetric } from "../../gate/metric.ts";
import { describeLoad } from "../../scenario/planned-load.ts";
import type { ReadySearch } from "../capacity/ready-search.ts";
import { type GateSearch, searchTolerance } from "./gate-search.ts";

/** The searches of a gate, once its first rate is known. */
export interface SearchRule {
  /** The tiers that are searched, of which the first one is all objectives together. */
  readonly tiers: ReadySearch["tiers"];
  /** The metrics with the places of their tiers. */
  readonly places: ReadonlyMap<string, number>;
  readonly lengths: LengthRule;
  readonly warmupMs: number;
  /** The pause between two probes, ms. */
  readonly cooldownMs: number;
  readonly tolerance: number;
  readonly mostProbes: number;
  /** What the baseline answered in a closed loop; null where it was not asked. */
  readonly peakPerSec: number | null;
}

/**
 * The rule of all searches of a gate.
 *
 * @param begin the rate of the first probe, and what the baseline answered in a closed loop, where it was asked
 */
export function searchRuleOf(
  { ready, places }: GateSearch,
  metrics: readonly GateMetric[],
  { probes, cooldownMs }: Pick<GateOptions, "probes" | "cooldownMs">,
  begin: { readonly firstPerSec: number; readonly peakPerSec: number | null },
): SearchRule {
  const judged = metrics.map(({ figure: { id } }) => [id, places.get(id) ?? 0] as const);
  const last = largest(judged.map(([, place]) => place));
  const [all, ...others] = ready.tiers;
  const tiers: readonly [Tier, ...Tier[]] = [all, ...others.slice(0, last)];
  return {
    tiers,
    places: new Map(judged),
    lengths: { ...ready.lengths, firstPerSec: begin.firstPerSec },
    warmupMs: ready.warmupMs,
    tolerance: searchTolerance(metrics),
    cooldownMs,
    mostProbes: probes,
    peakPerSec: begin.peakPerSec,
  };
}

/** How load lines are searched, as the document of a gate has it. */
export function searchesResult(rule: SearchRule): NonNullable<GateFacts["search"]> {
  const { tiers, places, lengths, tolerance, mostProbes } = rule;
  const { firstPerSec } = lengths;
  return {
    rule: {
      tiers: [...places].map(([metric, place]) => ({
        metric,
        objectives: (tiers[place] ?? tiers[0]).objectives.map(({ text }) => text),
      })),
      tolerance,
      mostProbes,
      ...lengthsAt(lengths, firstPerSec),
      firstPerSec,
    },
    traffic: `${describeLoad(lengths.loadAt(firstPerSec))} at the first rate`,
  };
}

/** Factor to the second rate of a search near a known line, in tolerances of the search. */
const NEAR = 4;

/**
 * The plan of both searches of a pair: one and the same, so that with sides that are alike either one is as likely to find the higher line.
 * The first pair begins where the baseline's capacity says; each other one between the lines of the last pair that has any.
 */
export function planOfPair(rule: SearchRule, before: readonly MeasuredPair[]): LinePlan {
  const known = before
    .map(({ searches }) => (searches === undefined ? [] : linesOf(searches)))
    .findLast(({ length }) => length > 0);
  const near = known === undefined ? null : geometricMean(known);
  const { firstPerSec } = rule.lengths;
  return {
    firstPerSec: Number((near ?? firstPerSec).toPrecision(4)),
    peakPerSec: near === null ? rule.peakPerSec : null,
    nearStep: near === null ? null : 1 + NEAR * rule.tolerance,
    lowestPerSec: Number(lowestPerSec(rule.lengths).toPrecision(3)),
    highestPerSec: HIGHEST_PER_SEC,
    tolerance: rule.tolerance,
    mostProbes: rule.mostProbes,
    mostErrors: NEVER_GIVEN_UP,
    tiers: rule.tiers.length,
    isRepeated: true,
  };
}

/** Highest rate that is probed, the most that a run takes. */
const HIGHEST_PER_SEC = 1_000_000;
/** Share of failed requests above which a search is given up: a candidate that fails every request is searched to the lowest load. */
const NEVER_GIVEN_UP = 1;

/** The lowest line of each side of a pair that has one. */
function linesOf({ baseline, candidate }: NonNullable<MeasuredPair["searches"]>): number[] {
  return [baseline, candidate].flatMap(({ lines }) => {
    const found = Object.values(lines).flatMap((line) => linePerSec(line) ?? []);
    return found.length === 0 ? [] : [smallest(found)];
  });
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
