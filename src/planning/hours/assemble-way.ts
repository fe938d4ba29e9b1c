import type { Objective } from "../../result/objective.ts";
import type { PlanFleet } from "../../result/plan-result.ts";
import { DAYS_PER_MONTH, type Demand, type DemandHour } from "../demand/demand.ts";
import { minutesOfMonth } from "../fleets/out-of-objective.ts";
import { figureOf, keepsAll, overSeeds } from "../windows/evaluation.ts";
import type { DayOutcome } from "./day-outcome.ts";
import { type HourlySchedule, paidIn, replicaHoursOf, stretchesOf } from "./hourly-schedule.ts";
import { type NeededReplicas, neededIn } from "./needed-replicas.ts";

type FleetWay = PlanFleet["throughDay"][number];

/** Everything that a way through the day is told by. */
export interface WayFacts {
  readonly way: FleetWay["way"];
  readonly words: string;
  readonly manifest: string | null;
  /** When replicas are ordered; null where an autoscaler orders them, or nobody. */
  readonly schedule: HourlySchedule | null;
  /** What each rate needs, spare ones not included; null where nobody looked. */
  readonly needed: readonly NeededReplicas[] | null;
  /** The whole day under each seed; null where it was not simulated. */
  readonly days: readonly DayOutcome[] | null;
  readonly command: readonly string[];
  readonly tried: readonly FleetWay["tried"][number][];
  readonly note: string;
}

/** What the ways of a fleet share. */
export interface WaysOfFleet {
  readonly fleet: Pick<PlanFleet, "replicas" | "costPerMonth" | "costPerMillionRequests">;
  readonly spare: number;
  readonly pricePerHour: number;
  readonly priceKind: PlanFleet["pieces"][number]["priceKind"];
  readonly demand: Demand;
  readonly objectives: readonly Objective[];
  readonly errorBudget: number;
}

/** One way in which the number of replicas of a fleet goes through the day, as a plan tells it. */
export function assembleWay(facts: WayFacts, about: WaysOfFleet): FleetWay {
  const { way, words, manifest, schedule, days, tried, note } = facts;
  const { fleet, pricePerHour, demand } = about;
  const replicaHoursPerDay =
    schedule !== null
      ? replicaHoursOf(schedule)
      : days === null || way === "fixed"
        ? 24 * fleet.replicas
        : (replicaHours(days).mean ?? 0);
  // What is reserved or owned is paid while it is off, too.
  const isPaidByHour = about.priceKind === "on-demand";
  const paidHoursPerDay = isPaidByHour ? replicaHoursPerDay : 24 * fleet.replicas;
  const costPerMonth = paidHoursPerDay * pricePerHour * DAYS_PER_MONTH;
  const share = costPerMonth / fleet.costPerMonth;
  return {
    way,
    words,
    manifest,
    leadMinutes: schedule?.leadMinutes ?? null,
    orders: ordersOf(facts, fleet.replicas),
    replicaHoursPerDay,
    costPerMonth,
    costPerMillionRequests:
      fleet.costPerMillionRequests === null ? null : fleet.costPerMillionRequests * share,
    savedShare: 1 - share,
    hours: demand.hours.map((hour) => hourOf(hour, facts, about)),
    day: days === null ? null : dayOf(days, facts, about),
    tried: [...tried],
    note: isPaidByHour
      ? note
      : `${note}; its machines are ${about.priceKind}, and paid while they are off, too`,
  };
}

function ordersOf({ way, schedule }: WayFacts, replicas: number): FleetWay["orders"] {
  if (schedule === null) return way === "fixed" ? [{ atMinute: 0, replicas }] : [];
  return stretchesOf(schedule.minutes).map((one) => ({
    atMinute: one.fromMinute,
    replicas: one.replicas,
  }));
}

function replicaHours(days: readonly DayOutcome[]) {
  return overSeeds(days.map(({ paid }) => paid.reduce((sum, replicas) => sum + replicas, 0)));
}

function hourOf(
  demandHour: DemandHour,
  { way, schedule, needed, days }: WayFacts,
  { fleet, objectives, spare }: WaysOfFleet,
): FleetWay["hours"][number] {
  const { hour, busiestPerSec } = demandHour;
  const need = needed === null ? null : neededIn(demandHour, needed);
  const outcomes = days?.flatMap((day) => day.hours[hour] ?? []) ?? null;
  const window = need?.evaluation ?? null;
  const simulated =
    outcomes !== null ? { outcomes, seeds: outcomes.length } : way === "by hour" ? window : null;
  const shown = simulated?.outcomes.every(({ requests }) => requests > 0) ? simulated : null;
  const paid = days === null ? null : overSeeds(days.map((day) => day.paid[hour] ?? null)).mean;
  return {
    hour,
    busiestPerSec,
    replicas: schedule !== null ? paidIn(schedule, hour) : way === "fixed" ? fleet.replicas : (paid ?? 0),
    needed: need === null ? null : need.replicas + spare,
    p99Ms: shown === null ? null : figureOf(shown, (one) => one.p99Ms).mean,
    missedMinutes:
      outcomes === null ? null : overSeeds(outcomes.map(({ minutes }) => missedOf(minutes))).mean,
    holds: shown === null ? null : keepsAll(shown, objectives),
  };
}

function missedOf(minutes: readonly boolean[]): number {
  return minutes.filter((kept) => !kept).length;
}

/** Minutes of a day that miss an objective. */
export function missedMinutesOf({ hours }: DayOutcome): number {
  return hours.reduce((sum, { minutes }) => sum + missedOf(minutes), 0);
}

const WORST_HOURS = 3;
const DAY_MINUTES = 1440;

function dayOf(
  days: readonly DayOutcome[],
  { command }: WayFacts,
  { errorBudget }: WaysOfFleet,
): FleetWay["day"] {
  const [first] = days;
  const all = days.flatMap(({ hours }) => hours);
  const minutes = all.reduce((sum, hour) => sum + hour.minutes.length, 0);
  const worstHours = (first?.hours ?? [])
    .map((_, hour) => {
      const outcomes = days.flatMap((day) => day.hours[hour] ?? []);
      return { hour, outcomes, p99Ms: figureOf({ outcomes }, (one) => one.p99Ms) };
    })
    .filter(({ outcomes }) => outcomes.every(({ requests }) => requests > 0))
    .toSorted(
      (one, other) =>
        (other.p99Ms.mean ?? Number.MAX_VALUE) - (one.p99Ms.mean ?? Number.MAX_VALUE) ||
        one.hour - other.hour,
    )
    .slice(0, WORST_HOURS);
  return {
    seeds: days.map(({ seed }) => seed),
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
    replicaHoursPerDay: replicaHours(days),
    outOfObjective: minutesOfMonth(
      days.map((day) => missedMinutesOf(day) / DAY_MINUTES),
      { minutes, errorBudget, note: `the whole day is simulated under each of ${days.length} seeds` },
    ),
    worstHours: worstHours.map(({ hour, p99Ms }) => ({ hour, p99Ms })),
    replicas: first?.replicas.map((one) => ({ ...one })) ?? [],
    decisions: first?.decisions.map((one) => ({ ...one })) ?? [],
    omittedDecisions: first?.omittedDecisions ?? 0,
    command: [...command],
  };
}
