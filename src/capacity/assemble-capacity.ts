import { largest } from "../core/extremes.ts";
import { costOfLoad } from "../cost/cost-of-load.ts";
import { priceOf } from "../cost/price.ts";
import type { CapacityProbe, CapacityResult, LoadLine } from "../result/capacity-result.ts";
import { CAPACITY_SCHEMA_VERSION } from "../result/capacity-result.ts";
import { answerSentence } from "./answer-sentence.ts";
import { lineOf } from "./line.ts";
import { probeOf } from "./measured-probe.ts";
import type { LinePlan } from "./probe.ts";
import type { Tier } from "./tier.ts";
import { unreachableOf } from "./unreachable.ts";

/** Everything that the result of a search is made of. */
export interface CapacityFacts
  extends Pick<
    CapacityResult,
    | "plimsollVersion"
    | "command"
    | "startedAt"
    | "seed"
    | "environment"
    | "origin"
    | "target"
    | "traffic"
    | "peak"
    | "probes"
  > {
  readonly plan: LinePlan;
  readonly tiers: readonly [Tier, ...Tier[]];
  /** Price of one machine per hour; undefined = none was given. */
  readonly pricePerHour: number | undefined;
  /** Number of machines that share the load. */
  readonly machines: number;
  /** Items in a request; null where that is not known. */
  readonly itemsPerRequest: number | null;
  /** Requests of the fullest second over the mean, as the schedule of a probe plans them, by its id. */
  readonly peakToMean: ReadonlyMap<string, number>;
  readonly longestMs: number;
  readonly spentMs: number;
  /** Why the search ended; null where it was interrupted. */
  readonly stopReason: string | null;
}

/** Puts together the result document of a search. Pure: the same facts give the same document. */
export function assembleCapacity(facts: CapacityFacts): CapacityResult {
  const { plan, tiers, probes, peak, pricePerHour, machines, itemsPerRequest } = facts;
  const known = probes.map(probeOf);
  const mostPerSec = mostOf([
    peak?.requestsPerSec ?? null,
    ...probes.filter(({ spoiled }) => !spoiled).map((one) => one.requestsPerSec),
  ]);
  const lineAt = (tier: number): LoadLine | null => {
    const { lowPerSec, highPerSec, confirmed, isMonotone } = lineOf(known, tier);
    if (lowPerSec === null) return null;
    const utilisation = mostPerSec === null || mostPerSec === 0 ? null : lowPerSec / mostPerSec;
    return {
      ratePerSec: lowPerSec,
      interval: { low: lowPerSec, high: highPerSec },
      utilisation,
      confirmed,
      monotone: isMonotone,
    };
  };
  const loadLine = lineAt(0);
  const [all, ...others] = tiers;
  const unreachable = unreachableOf(tiers, probes);
  const cost =
    loadLine === null
      ? null
      : {
          ...costOfLoad(pricePerHour, machines, {
            requestsPerSec: loadLine.ratePerSec,
            inferencesPerSec: itemsPerRequest === null ? null : loadLine.ratePerSec * itemsPerRequest,
            outputTokensPerSec: null,
          }),
          utilisation: loadLine.utilisation === null ? null : Math.min(1, loadLine.utilisation),
          note: "at the load line, as long as traffic stays there; less traffic on the same machines costs more per request",
        };
  const result: CapacityResult = {
    schemaVersion: CAPACITY_SCHEMA_VERSION,
    kind: "capacity",
    plimsollVersion: facts.plimsollVersion,
    command: facts.command,
    startedAt: facts.startedAt,
    partial: facts.stopReason === null,
    seed: facts.seed,
    environment: facts.environment,
    origin: facts.origin,
    target: facts.target,
    traffic: facts.traffic,
    objectives: all.objectives.map(({ text }) => text),
    answer: "",
    loadLine,
    tiers: others.map(({ name, objectives }, index) => ({
      name,
      objectives: objectives.map(({ text }) => text),
      state: lineOf(known, index + 1).state,
      loadLine: lineAt(index + 1),
    })),
    unreachable: unreachable.length === 0 ? null : unreachable,
    mostPerSec,
    peak,
    burst: burstAt(loadLine, facts, mostPerSec),
    cost,
    price: priceOf(pricePerHour),
    probes: [...probes],
    search: {
      tolerance: plan.tolerance,
      mostProbes: plan.mostProbes,
      mostErrors: plan.mostErrors,
      longestMs: facts.longestMs,
      spentMs: facts.spentMs,
      stopReason: facts.stopReason ?? "it was interrupted",
    },
  };
  return { ...result, answer: answerSentence(result) };
}

function mostOf(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((rate) => rate !== null);
  return known.length === 0 ? null : largest(known);
}

/** The burst state at the line, by the schedule of the probe that was made there. */
function burstAt(
  line: LoadLine | null,
  { probes, peakToMean }: CapacityFacts,
  mostPerSec: number | null,
): CapacityResult["burst"] {
  const probe = probes.find(({ ratePerSec }: CapacityProbe) => ratePerSec === line?.ratePerSec);
  const found = probe === undefined ? undefined : peakToMean.get(probe.id);
  if (line === null || found === undefined) return null;
  const ratePerSec = found * line.ratePerSec;
  return { peakToMean: found, ratePerSec, headroom: mostPerSec ? 1 - ratePerSec / mostPerSec : null };
}
