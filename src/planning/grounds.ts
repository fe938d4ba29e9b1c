import { grouped } from "../core/grouped.ts";
import type { PlanMachine, PlanResult } from "../result/plan-result.ts";

/** The kind of the demand of a plan: stated by the user, or counted in a file. */
type DemandKind = PlanResult["demand"]["provenance"]["kind"];

/** What a plan rests on, in sentences that stand above its numbers: who measured the service times, what is simulated, who lists the prices. */
export function groundsOf(machines: readonly PlanMachine[], demand: DemandKind): string[] {
  return [
    ...serviceTimes(machines),
    "Numbers of machines, rates and response times of fleets are simulated, not measured.",
    ...prices(machines),
    demand === "assumed" ? "The demand is stated by the user." : "The demand is counted in a file.",
  ];
}

function serviceTimes(machines: readonly PlanMachine[]): string[] {
  const sayings: Record<PlanMachine["service"]["origin"], (machine: PlanMachine) => string> = {
    imported: ({ service }) =>
      `were measured by ${service.measuredBy ?? "others, whom nobody names, in a table"}`,
    measured: () => "were measured by this program on real servers",
    assumed: () => "rest on what the user states, and nobody measured them",
  };
  const said = grouped(machines, (machine) => sayings[machine.service.origin](machine));
  return Array.from(said, ([words, own]) =>
    own.length === machines.length
      ? `The service times ${words}.`
      : `The service times of ${listed(own)} ${words}.`,
  );
}

function prices(machines: readonly PlanMachine[]): string[] {
  const stated = machines.filter(({ price }) => price.isStated);
  const inTables = machines.filter(({ price }) => !price.isStated);
  const days = grouped(inTables, ({ price }) =>
    price.asOf === null ? "of a day that nobody states" : `as of ${price.asOf}`,
  );
  const byDay = Array.from(days, ([day, own]) => (days.size === 1 ? day : `${listed(own)} ${day}`));
  return [
    ...whose(inTables, machines).map((whom) => `${whom} are listed: ${byDay.join(", ")}.`),
    ...whose(stated, machines).map((whom) => `${whom} are stated by the user.`),
  ];
}

/** The prices that a sentence is about; none where there are none of the kind. */
function whose(own: readonly PlanMachine[], all: readonly PlanMachine[]): string[] {
  if (own.length === 0) return [];
  return [own.length === all.length ? "The prices" : `The prices of ${listed(own)}`];
}

function listed(machines: readonly PlanMachine[]): string {
  const names = machines.map(({ name }) => name);
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
