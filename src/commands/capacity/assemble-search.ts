import { assembleCapacity } from "../../capacity/assemble-capacity.ts";
import type { LinePlan } from "../../capacity/probe.ts";
import { type LengthRule, lengthsAt } from "../../capacity/probe-length.ts";
import { capacityOptionsSchema } from "../../config/capacity-options.ts";
import type { Host } from "../../core/host.ts";
import type { CapacityProbe, CapacityResult } from "../../result/capacity-result.ts";
import { describeLoad } from "../../scenario/planned-load.ts";
import { commandWords } from "../run/command-words.ts";
import type { Followed } from "../series/follow.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import type { ProbeContext } from "./make-probe.ts";
import type { PeakRun } from "./measure-peak.ts";
import type { ReadySearch } from "./ready-search.ts";

export interface SearchFacts {
  readonly search: ReadySearch;
  readonly begun: BegunSeries;
  readonly plan: LinePlan;
  readonly rule: LengthRule;
  readonly peak: PeakRun;
  readonly followed: Followed<CapacityProbe>;
  readonly context: ProbeContext;
  readonly host: Pick<Host, "version">;
}

/** Assembles the result document of a search from its runs. */
export function assembleSearch(facts: SearchFacts): CapacityResult {
  const { search, begun, plan, rule, peak, followed, context, host } = facts;
  const { options, given, tiers } = search;
  const { measures, target } = followed;
  const items = [...context.itemsPerRequest.values()];
  return assembleCapacity({
    plimsollVersion: host.version,
    command: commandWords("capacity", capacityOptionsSchema, { ...given, seed: options.seed }),
    startedAt: begun.startedAt,
    seed: options.seed,
    environment: { ...begun.environment },
    origin: begun.origin,
    target: {
      kind: target?.kind ?? "unknown",
      url: target?.embedded === false ? target.url : null,
      server: target?.server ?? "unknown",
      model: target?.model ?? options.model ?? null,
    },
    traffic: `${describeLoad(rule.loadAt(plan.firstPerSec))} at the first rate`,
    plan,
    tiers,
    peak: peak === "interrupted" ? null : peak,
    probes: [...measures],
    pricePerHour: options.price,
    machines: options.url?.length ?? 1,
    itemsPerRequest: items[0] ?? null,
    peakToMean: context.peakToMean,
    longestMs: lengthsAt(rule, plan.firstPerSec).longestMs,
    spentMs: measures.reduce(
      (sum, { measuredMs, attempts }) => sum + attempts * (measuredMs + search.warmupMs),
      0,
    ),
    stopReason: peak === "interrupted" ? null : followed.stopReason,
  });
}
