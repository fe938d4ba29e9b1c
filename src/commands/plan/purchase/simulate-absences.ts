import { busiestHour, type Demand } from "../../../planning/demand/demand.ts";
import { otherRates } from "../../../planning/demand/simulated-rates.ts";
import type { HourSimulated } from "../../../planning/fleets/worked-out.ts";
import { awayMs, preemptionOf, replicasOf } from "../../../planning/purchase/bought-fleet.ts";
import {
  type AbsenceSimulated,
  type AbsencesToSimulate,
  absencesOf,
  minutesMissed,
} from "../../../planning/purchase/missed-minutes.ts";
import { FALLBACKS, type Purchase } from "../../../planning/purchase/shares.ts";
import type { SpotParameters } from "../../../planning/purchase/spot-parameters.ts";
import type { Evaluation, OverSeeds } from "../../../planning/windows/evaluation.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { Candidate } from "../candidates.ts";
import type { Evaluator } from "../evaluator.ts";

/** What absences are simulated with. */
export interface AbsenceContext {
  readonly evaluator: Evaluator;
  readonly scenarioAt: (ratePerSec: number) => Scenario;
  readonly demand: Demand;
  readonly budgetMinutes: number;
}

/** Whether the preemptions of a purchase keep the error budget, and what was simulated of them. */
export type AbsenceOutcome =
  | {
      readonly holds: true;
      readonly absences: AbsencesToSimulate;
      readonly simulated: readonly AbsenceSimulated[];
      readonly missed: OverSeeds;
    }
  /** `leastMinutes` is infinite where it has not recovered by the end of the longest window. */
  | { readonly holds: false; readonly leastMinutes: number };

const MINUTE_MS = 60_000;
/** Minutes of a window behind the return of the machines, at first and at most: a queue has to be worked off. */
const FIRST_TAIL = 2;
export const LONGEST_TAIL = 32;
/** Minutes of a window, after the notice, of an absence that lasts. */
const LASTING = 4;

/**
 * Simulates a fleet from the moment at which zones take their machines away: at the busiest hour first, which bounds the others, and at quieter hours where that is not enough to tell. Every
 * window meets the requests of the same seeds.
 */
export async function simulateAbsences(
  candidate: Candidate,
  purchase: Purchase,
  parameters: SpotParameters,
  context: AbsenceContext,
): Promise<AbsenceOutcome> {
  const { demand, budgetMinutes } = context;
  const absences = absencesOf(purchase, parameters.zones, budgetMinutes);
  const busiestPerSec = busiestHour(demand).busiestPerSec;
  const simulated: { zones: number; windowMs: number; hours: HourSimulated[] }[] = [];
  for (const ratePerSec of [busiestPerSec, ...otherRates(demand, busiestPerSec)]) {
    for (const { zones } of absences.states) {
      const absence = await simulateAbsence(candidate, purchase, parameters, { zones, ratePerSec }, context);
      if (absence === null) return { holds: false, leastMinutes: Number.POSITIVE_INFINITY };
      const { windowMs, evaluation } = absence;
      const known = simulated.find((one) => one.zones === zones);
      if (known === undefined) simulated.push({ zones, windowMs, hours: [{ ratePerSec, evaluation }] });
      else known.hours.push({ ratePerSec, evaluation });
    }
    const missed = minutesMissed(demand.hours, absences, simulated, purchase.fallback);
    if ((missed.high ?? missed.mean ?? Number.POSITIVE_INFINITY) <= budgetMinutes)
      return { holds: true, absences, simulated, missed };
    // Busier hours miss at least as much as the quietest one that was simulated.
    const known = demand.hours.filter((hour) => hour.busiestPerSec >= ratePerSec * (1 - 1e-9));
    const quietest = simulated.map(({ hours, ...one }) => ({
      ...one,
      hours: hours.slice(-1).map((hour) => ({ ...hour, ratePerSec: busiestPerSec })),
    }));
    const ofKnown = minutesMissed(known, absences, quietest, purchase.fallback).mean ?? 0;
    const leastMinutes = (ofKnown * known.length) / demand.hours.length;
    if (leastMinutes > budgetMinutes) return { holds: false, leastMinutes };
  }
  return {
    holds: false,
    leastMinutes: minutesMissed(demand.hours, absences, simulated, purchase.fallback).mean ?? 0,
  };
}

/** Simulates the window of one absence, longer and longer until the fleet has recovered where its machines come back; null where it has not in the longest. */
async function simulateAbsence(
  { fleet, machine }: Candidate,
  purchase: Purchase,
  parameters: SpotParameters,
  { zones, ratePerSec }: { readonly zones: number; readonly ratePerSec: number },
  { evaluator, scenarioAt }: AbsenceContext,
): Promise<{ readonly windowMs: number; readonly evaluation: Evaluation } | null> {
  const { isReplaced } = FALLBACKS[purchase.fallback];
  const scenario = scenarioAt(ratePerSec);
  const { warmupMs, measureMs } = scenario.phases;
  const simulate = async (minutes: number) => {
    const windowMs = minutes * MINUTE_MS;
    const disturb = [...(fleet.disturb ?? []), preemptionOf(parameters, purchase, zones, windowMs)];
    const evaluation = await evaluator.evaluate(
      {
        fleet: { ...fleet, replicas: replicasOf(purchase), disturb },
        scenario: { ...scenario, phases: { warmupMs, measureMs: windowMs } },
        scale: machine.spec.scale,
      },
      false,
    );
    return { windowMs, evaluation };
  };
  if (!isReplaced) {
    const noticeMinutes = Math.ceil(parameters.noticeMs / MINUTE_MS);
    return simulate(2 * Math.max(noticeMinutes + 1, LASTING / 2, Math.ceil(measureMs / MINUTE_MS)));
  }
  const away = Math.ceil(awayMs(parameters, purchase.fallback, 0) / MINUTE_MS);
  for (let tail = FIRST_TAIL; tail <= LONGEST_TAIL; tail *= 2) {
    const simulated = await simulate(away + tail);
    const { outcomes } = simulated.evaluation;
    if (outcomes.every(({ minutes }) => minutes.at(-1) !== false)) return simulated;
  }
  return null;
}
