import { formatNumber } from "../../../core/format.ts";
import { missedMinutesOf } from "../../../planning/hours/assemble-way.ts";
import type { DayOutcome } from "../../../planning/hours/day-outcome.ts";
import type { NeededReplicas } from "../../../planning/hours/needed-replicas.ts";
import { chosenTarget, firstTarget, nextTarget, rateHpa } from "../../../planning/hours/rate-hpa.ts";
import type { PlanFleet } from "../../../result/plan-result.ts";
import { describeAutoscaler } from "../../../simulator/autoscalers/index.ts";
import type { FleetDays } from "./fleet-days.ts";
import { autoscaledNote, type Way } from "./way.ts";

const DAY_MINUTES = 1440;

type Tried = PlanFleet["throughDay"][number]["tried"][number];

/**
 * An HPA on the rate of each replica, whose target is looked for: each is tried over a day under the first seed, and the highest is taken that misses no
 * more minutes than the error budget allows or the fixed fleet misses.
 */
export async function ownHpa(
  days: FleetDays,
  needed: readonly NeededReplicas[],
  fixed: DayOutcome | null,
): Promise<Way> {
  const { demand, spare, errorBudget, fleet } = days.about;
  const [firstSeed = 1] = days.context.seeds;
  const fewest = needed.reduce((least, { replicas }) => Math.min(least, replicas + spare), fleet.replicas);
  const bounds = { fewest, most: fleet.replicas };
  const allowed = Math.max(DAY_MINUTES * errorBudget, fixed === null ? 0 : missedMinutesOf(fixed));
  const tried: Tried[] = [];
  let target: number | null = firstTarget(needed, demand, { spare, coldStartMs: days.coldStartMs });
  while (target !== null) {
    const manifest = days.manifestOf(rateHpa(target, bounds));
    const words = `an HPA at ${formatNumber(target)} requests per second a replica`;
    const [day] = await days.simulate(words, { manifest }, [firstSeed]);
    if (day === undefined) break;
    const missedMinutes = missedMinutesOf(day);
    const replicaHoursPerDay = day.paid.reduce((sum, replicas) => sum + replicas, 0);
    const isKept = missedMinutes <= allowed;
    tried.push({ targetPerSec: target, replicaHoursPerDay, missedMinutes, isKept });
    target = nextTarget(tried);
  }
  const choice = rateHpa(chosenTarget(tried), bounds);
  const manifest = days.manifestOf(choice);
  return {
    manifest,
    facts: {
      way: "autoscaled",
      words: describeAutoscaler(choice),
      manifest: manifest.file,
      schedule: null,
      needed,
      days: await days.simulate("the HPA under all seeds", { manifest }),
      command: days.command(manifest),
      tried,
      note: `${autoscaledNote(days)}; ${chosenWords(tried, firstSeed)}`,
    },
  };
}

function chosenWords(tried: readonly Tried[], seed: number): string {
  const how = `${tried.length} targets were tried over a day under seed ${seed}`;
  return tried.some(({ isKept }) => isKept)
    ? `${how}, and the highest is taken that misses no more minutes than the error budget allows or the fixed fleet misses`
    : `${how}, each misses more minutes than the error budget allows and the fixed fleet misses, and the lowest is taken`;
}
