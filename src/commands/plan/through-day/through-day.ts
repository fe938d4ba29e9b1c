import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ParsedPlan } from "../../../config/plan-options.ts";
import type { Host } from "../../../core/host.ts";
import { cheapestPerMonth } from "../../../planning/hours/cheapest-way.ts";
import { dayScenario } from "../../../planning/hours/day-scenario.ts";
import type { PlanTraffic } from "../../../planning/plan-traffic.ts";
import type { PlanFleet } from "../../../result/plan-result.ts";
import type { AppliedFile } from "../../../simulator/applied/index.ts";
import type { SeriesFolder } from "../../../store/series-folder.ts";
import type { Evaluator } from "../evaluator.ts";
import { isMix } from "../mixes/mix-candidate.ts";
import type { FoundFleet, SearchContext } from "../search-fleets.ts";
import type { AskedWays } from "./asked-ways.ts";
import { DayEvaluator } from "./day-evaluator.ts";
import { startDayThreads } from "./day-threads.ts";
import { APPLY_FOLDER, DAY_FILE } from "./fleet-days.ts";
import { waysOfFleet } from "./ways-of-fleet.ts";

/** What replicas that change are worked out with. */
export interface ThroughDayContext {
  readonly asked: AskedWays;
  readonly parsed: ParsedPlan;
  readonly traffic: PlanTraffic;
  readonly search: SearchContext;
  readonly folder: SeriesFolder;
  readonly planSha256: string;
  readonly host: Host;
  onStage(words: string): void;
  onEvaluated(evaluator: Evaluator): void;
}

/**
 * Adds to each fleet how its replicas may go through the day; the whole day is simulated of the cheapest ones. Fleets are told as they come: an
 * interruption keeps those before it. A mix of machine types and spot machines are left out.
 *
 * @throws PlanInterrupted when the user interrupts it
 */
export async function throughTheDay(
  fleets: readonly PlanFleet[],
  found: readonly FoundFleet[],
  context: ThroughDayContext,
  onFleet: (index: number, fleet: PlanFleet) => void,
): Promise<void> {
  const { asked, parsed, traffic, search, folder, planSha256, host } = context;
  const { options } = parsed;
  const day = dayScenario(traffic);
  folder.write(DAY_FILE, `${JSON.stringify(day, null, 2)}\n`);
  const threads = startDayThreads(options.workers ?? availableParallelism(), host);
  const counts = search.evaluator;
  const days = new DayEvaluator({ folder, planSha256, counts }, threads, context.onEvaluated);
  const seeds = Array.from({ length: options.seeds }, (_, index) => options.seed + index);
  try {
    let worked = 0;
    for (const [index, fleet] of fleets.entries()) {
      const of = found[index];
      if (of === undefined || isMix(of) || of.bought !== null) continue;
      const manifestsIn = index === 0 ? "" : `fleet-${index + 1}`;
      const { ways, manifests } = await waysOfFleet(
        of,
        {
          fleet,
          spare: options.spare,
          pricePerHour: fleet.pieces[0]?.pricePerHour ?? 0,
          priceKind: fleet.pieces[0]?.priceKind ?? "on-demand",
          demand: traffic.demand,
          objectives: traffic.objectives,
          errorBudget: options.errorBudget,
        },
        {
          asked,
          parsed,
          search,
          days,
          day,
          seeds,
          manifests: manifestsIn,
          folder: folder.path,
          onStage: context.onStage,
        },
        worked++ < options.dayFleets,
      );
      mkdirSync(join(folder.path, APPLY_FOLDER, manifestsIn), { recursive: true });
      for (const { file, text } of manifests) folder.write(join(APPLY_FOLDER, file), text);
      onFleet(index, withWays(fleet, ways, manifests, options.budgetPerMonth));
    }
  } finally {
    await threads.close();
  }
}

function withWays(
  fleet: PlanFleet,
  ways: PlanFleet["throughDay"],
  manifests: readonly AppliedFile[],
  budgetPerMonth: number | undefined,
): PlanFleet {
  const changed = {
    ...fleet,
    throughDay: ways,
    apply: [...fleet.apply, ...manifests.map((file) => ({ ...file }))],
  };
  const { costPerMonth: paid, p99Ms: simulated } = fleet.provenance;
  return {
    ...changed,
    withinBudget: budgetPerMonth === undefined ? null : cheapestPerMonth(changed) <= budgetPerMonth,
    provenance: {
      ...fleet.provenance,
      ...(paid === undefined ? {} : { "throughDay.costPerMonth": paid }),
      ...(simulated === undefined ? {} : { throughDay: simulated }),
    },
  };
}
