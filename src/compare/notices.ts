import { plural } from "../core/format.ts";
import type { Difference } from "./comparison.ts";
import { currencyOf } from "./document-figures.ts";
import { inPairs, scheduleOf } from "./pairing.ts";
import type { CountedSide } from "./side.ts";
import { identityOf } from "./sort-out.ts";

/** What a reader must know before any number. */
export function noticesOf(sides: readonly CountedSide[], differences: readonly Difference[]): string[] {
  return [
    ...sides.flatMap(leftOut),
    ...requests(sides, differences),
    ...machine(differences),
    ...sources(sides),
    ...same(sides),
    ...sides.flatMap(partial),
    ...sides.flatMap(spoiled),
    ...currencies(sides),
  ];
}

function leftOut({ letter, left, counted }: CountedSide): string[] {
  if (left.length === 0) return [];
  const each = left.map(({ name, why }) => `${name}: ${why}`).join("; ");
  const rest = counted.length === 0 ? ", and nothing is left" : "";
  return [
    `${plural(left.length, "result")} of ${letter} ${left.length === 1 ? "does" : "do"} not count${rest} (${each})`,
  ];
}

/**
 * The names of facts about the traffic that make sides ask different things of their servers. Where all were sent the same requests, other words
 * for them are no difference: a simulation describes what it sends in other ones.
 */
export function trafficThatDiffers(
  sides: readonly CountedSide[],
  differences: readonly Difference[],
): string[] {
  const [first, ...others] = sides.filter(({ counted }) => counted.length > 0);
  const isSame = first !== undefined && others.every((side) => haveSameRequests(first, side));
  return isSame ? [] : differences.filter(({ about }) => about === "traffic").map(({ what }) => what);
}

function requests(sides: readonly CountedSide[], differences: readonly Difference[]): string[] {
  if (trafficThatDiffers(sides, differences).length > 0) return [];
  const [first, ...others] = sides.filter(({ counted }) => counted.some((one) => scheduleOf(one) !== null));
  const unlike = first === undefined ? [] : others.filter((side) => !haveSameRequests(first, side));
  if (unlike.length === 0) return [];
  const letters = unlike.map(({ letter }) => letter).join(" and ");
  return [
    `the traffic is the same, and its requests are not: ${letters} had other schedules than A, so part of each difference is theirs`,
  ];
}

/** Whether two sides were sent the same requests; false for documents that do not tell. */
function haveSameRequests(a: CountedSide, b: CountedSide): boolean {
  if (inPairs(a.counted, b.counted)) return true;
  const schedules = new Set([...a.counted, ...b.counted].map(scheduleOf));
  return schedules.size === 1 && !schedules.has(null);
}

/** What stands among the facts of the environment and tells nothing of the machine. */
const NOT_OF_MACHINE = ["Plimsoll", "label", "commit"];

function machine(differences: readonly Difference[]): string[] {
  const what = differences
    .filter(({ about, what: name }) => about === "environment" && !NOT_OF_MACHINE.includes(name))
    .map(({ what: name }) => name);
  return what.length === 0 ? [] : [`the machines differ in ${what.join(", ")}`];
}

function sources(sides: readonly CountedSide[]): string[] {
  const found = new Set(
    sides.flatMap(({ counted }) =>
      counted.flatMap(({ document }) => (document.kind === "run" ? document.source : [])),
    ),
  );
  return found.size > 1 ? ["simulated results stand beside measured ones"] : [];
}

function same(sides: readonly CountedSide[]): string[] {
  const owners = new Map<string, string[]>();
  for (const { letter, counted } of sides)
    for (const { document } of counted) {
      const identity = identityOf(document);
      owners.set(identity, [...(owners.get(identity) ?? []), letter]);
    }
  const shared = [
    ...new Set([...owners.values()].filter((own) => own.length > 1).map((own) => own.join(" and "))),
  ];
  return shared.map((letters) => `one and the same result stands on ${letters}`);
}

function partial({ letter, counted }: CountedSide): string[] {
  const names = counted
    .filter(({ document }) => "partial" in document && document.partial)
    .map(({ name }) => name);
  return names.length === 0 ? [] : [`of ${letter}, ${names.join(", ")} ended before its time`];
}

function spoiled({ letter, counted }: CountedSide): string[] {
  const keys = new Set(
    counted.flatMap(({ document }) =>
      document.kind === "run" ? Object.keys(document.latencyMs.response.spoiled) : [],
    ),
  );
  return keys.size === 0
    ? []
    : [`lateness of the generator or its machine is part of ${[...keys].join(", ")} of ${letter}`];
}

function currencies(sides: readonly CountedSide[]): string[] {
  const found = new Set(sides.flatMap(({ counted }) => counted.map(({ document }) => currencyOf(document))));
  return found.size > 1 ? [`prices are in ${[...found].join(" and ")}: costs cannot be compared`] : [];
}
