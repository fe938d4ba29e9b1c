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
  const measuredBy = ({ service }: PlanMachine) =>
    service.measuredBy ?? "others, whom nobody names, in a table";
  return [
    ...bySaying(
      machines.filter(({ service }) => service.origin === "imported"),
      (names, by) => `The service times of ${names} were measured by ${by}.`,
      measuredBy,
    ),
    ...bySaying(
      machines.filter(({ service }) => service.origin === "measured"),
      (names) => `The service times of ${names} were measured by this program on real servers.`,
    ),
    ...bySaying(
      machines.filter(({ service }) => service.origin === "assumed"),
      (names) => `The service times of ${names} rest on what the user states, and nobody measured them.`,
    ),
  ];
}

function prices(machines: readonly PlanMachine[]): string[] {
  return [
    ...bySaying(
      machines.filter(({ price }) => !price.isStated),
      (names, day) => `The prices of ${names} are listed ones, ${day}.`,
      ({ price }) => (price.asOf === null ? "of a day that nobody states" : `as of ${price.asOf}`),
    ),
    ...bySaying(
      machines.filter(({ price }) => price.isStated),
      (names) => `The prices of ${names} are stated by the user.`,
    ),
  ];
}

/** One sentence for all machines of which the same is to be said. */
function bySaying(
  machines: readonly PlanMachine[],
  sentence: (names: string, words: string) => string,
  wordsOf: (machine: PlanMachine) => string = () => "",
): string[] {
  return Array.from(grouped(machines, wordsOf), ([words, own]) =>
    sentence(listed(own.map(({ name }) => name)), words),
  );
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
