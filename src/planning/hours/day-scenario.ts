import { largest } from "../../core/extremes.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { busiestHour, type Demand } from "../demand/demand.ts";
import type { PlanTraffic } from "../plan-traffic.ts";

/** Minutes that have one rate: short against the time in which a demand changes, and long against bursts. */
const STEP_MINUTES = 10;
const MINUTE_MS = 60_000;
export const DAY_MS = 1440 * MINUTE_MS;

/** A part of a day with one rate. */
interface Stretch {
  readonly forMs: number;
  readonly ratePerSec: number;
}

/** The day of a demand in steps of ten minutes, each at the rate of its busiest minute; equal ones in a row are one. */
function stretchesOf({ minutes }: Demand): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let minute = 0; minute < minutes.length; minute += STEP_MINUTES) {
    const ratePerSec = largest(minutes.slice(minute, minute + STEP_MINUTES), 0);
    const last = stretches.at(-1);
    const forMs = STEP_MINUTES * MINUTE_MS;
    if (last?.ratePerSec === ratePerSec)
      stretches[stretches.length - 1] = { ratePerSec, forMs: last.forMs + forMs };
    else stretches.push({ ratePerSec, forMs });
  }
  return stretches;
}

/** The scenario of a whole day, from midnight on: requests come as in the hours of the plan, at the rate of each ten minutes. */
export function dayScenario({ scenarioAt, demand }: Pick<PlanTraffic, "scenarioAt" | "demand">): Scenario {
  const { busiestPerSec } = busiestHour(demand);
  const parts = stretchesOf(demand).map(({ forMs, ratePerSec }) => {
    const { load } = scenarioAt(ratePerSec > 0 ? ratePerSec : busiestPerSec);
    return { forMs, arrivals: ratePerSec > 0 && load.kind === "open" ? load.arrivals : null };
  });
  return {
    ...scenarioAt(busiestPerSec),
    description: "The day of a plan, from midnight on.",
    load: { kind: "open", arrivals: { kind: "in-turn", parts } },
    phases: { warmupMs: 0, measureMs: DAY_MS },
  };
}
