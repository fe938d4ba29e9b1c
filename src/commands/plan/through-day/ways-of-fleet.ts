import { assembleWay, type WayFacts, type WaysOfFleet } from "../../../planning/hours/assemble-way.ts";
import {
  type HourlySchedule,
  hourlySchedule,
  leadMinutes,
  scheduleAutoscaler,
} from "../../../planning/hours/hourly-schedule.ts";
import { type NeededReplicas, neededIn } from "../../../planning/hours/needed-replicas.ts";
import type { PlanFleet } from "../../../result/plan-result.ts";
import type { AppliedFile } from "../../../simulator/applied/index.ts";
import { describeAutoscaler } from "../../../simulator/autoscalers/index.ts";
import type { FoundFleet } from "../search-fleets.ts";
import { type DayContext, FleetDays } from "./fleet-days.ts";
import { ownHpa } from "./own-hpa.ts";
import { replicasByHour } from "./replicas-by-hour.ts";
import { autoscaledNote, type Way } from "./way.ts";

/** The ways through the day of a fleet, and the manifests that order them. */
export interface WorkedOutWays {
  readonly ways: PlanFleet["throughDay"];
  readonly manifests: readonly AppliedFile[];
}

/** Works out how the number of replicas of a fleet may go through the day. @param isDaySimulated whether the whole day is simulated */
export async function waysOfFleet(
  found: FoundFleet,
  about: WaysOfFleet,
  context: DayContext,
  isDaySimulated: boolean,
): Promise<WorkedOutWays> {
  const { asked, search } = context;
  const scaler = isDaySimulated ? asked.autoscaler : null;
  const needed =
    asked.byHour || scaler?.kind === "hpa" ? await replicasByHour(found, about.demand, search) : null;
  const days = new FleetDays(found, about, context);
  const fixed = await fixedWay(days, isDaySimulated);
  const ways = [fixed];
  if (asked.byHour && needed !== null) ways.push(await hourlyWay(days, needed, isDaySimulated));
  if (scaler?.kind === "given") ways.push(await givenWay(days, scaler.words));
  if (scaler?.kind === "hpa" && needed !== null)
    ways.push(await ownHpa(days, needed, fixed.facts.days?.[0] ?? null));
  return {
    ways: ways.map(({ facts }) => assembleWay(facts, about)),
    manifests: ways.flatMap(({ manifest }) => manifest ?? []),
  };
}

const PLAIN = { manifest: null, schedule: null, needed: null, tried: [] } as const;

/** A fleet that is never changed, beside which the other ways are held. */
async function fixedWay(days: FleetDays, isDaySimulated: boolean): Promise<Way> {
  const facts: WayFacts = {
    ...PLAIN,
    way: "fixed",
    words: `${days.about.fleet.replicas} all day`,
    days: isDaySimulated ? await days.simulate("the same number all day") : null,
    command: days.command(null),
    note: "as many as the busiest hour needs",
  };
  return { facts, manifest: null };
}

/** The fewest replicas at each hour's rate, as KEDA orders them. */
async function hourlyWay(
  days: FleetDays,
  needed: readonly NeededReplicas[],
  isDaySimulated: boolean,
): Promise<Way> {
  const { demand, spare } = days.about;
  const counts = demand.hours.map((hour) => neededIn(hour, needed).replicas + spare);
  const schedule = hourlySchedule(counts, leadMinutes(days.coldStartMs));
  const choice = scheduleAutoscaler(schedule);
  const manifest = choice === null ? null : days.manifestOf(choice);
  const facts: WayFacts = {
    ...PLAIN,
    way: "by hour",
    words: choice === null ? "the same all day: no hour needs fewer" : describeAutoscaler(choice),
    manifest: manifest?.file ?? null,
    schedule,
    needed,
    days: isDaySimulated ? await days.simulate("replicas by the hour", { manifest }) : null,
    command: days.command(manifest),
    note: hourlyNote(days, schedule, needed),
  };
  return { facts, manifest };
}

function hourlyNote(
  { context }: FleetDays,
  { leadMinutes: lead, isRaised }: HourlySchedule,
  needed: readonly NeededReplicas[],
): string {
  const simulated = needed.filter(({ evaluation }) => evaluation !== null).length;
  const others =
    simulated === needed.length
      ? ""
      : ", and the others have what a busier one needs, or one where nothing comes";
  return [
    `the fewest replicas were looked for at ${simulated} of ${needed.length} rates of the day${others}`,
    `they are ordered ${lead} minutes before their hour: 99 of 100 serve by then (${context.asked.coldStart.words}), and the HPA of KEDA looks every 15 s`,
    ...(isRaised
      ? ["steps of at most a tenth, which the HPA leaves out, are none: the smaller number was raised"]
      : []),
  ].join("; ");
}

/** The autoscaler of the user, over the whole day. */
async function givenWay(days: FleetDays, words: string): Promise<Way> {
  const { autoscaler, autoscalerMetric } = days.context.parsed.options;
  const options = {
    ...(autoscaler === undefined ? {} : { autoscaler }),
    ...(autoscalerMetric.length === 0 ? {} : { autoscalerMetric }),
  };
  const facts: WayFacts = {
    ...PLAIN,
    way: "autoscaled",
    words,
    days: await days.simulate(words, { options }),
    command: days.command(options),
    note: autoscaledNote(days),
  };
  return { facts, manifest: null };
}
