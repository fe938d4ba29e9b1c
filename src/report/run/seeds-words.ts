import { ABSENT, formatNumber, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { seedsVerdict } from "../../simulator/seeds-verdict.ts";

type Seeds = NonNullable<NonNullable<RunResult["simulation"]>["seeds"]>;
type Row = Seeds["rows"][number];

/** The figures of a simulation over several seeds; null where it had only one. */
export function seedsOf({ simulation }: RunResult): Seeds | null {
  return simulation?.seeds ?? null;
}

/** A row in words: the mean, its interval, and the extremes. */
export function seedRowWords({ mean, low, high, least, most, unit }: Row) {
  const scale = unit === "share" ? 100 : 1;
  const number = (value: number | null) => (value === null ? ABSENT : formatNumber(value * scale));
  const range = (from: number | null, to: number | null) =>
    from === null || to === null ? ABSENT : `${number(from)} to ${number(to)}`;
  return {
    unit: unit === "share" ? "%" : unit,
    mean: number(mean),
    interval: range(low, high),
    range: range(least, most),
  };
}

/** What speaks against a simulation under some of its seeds, as sentences without their full stops. */
export function seedsAgainst(result: RunResult): string[] {
  const seeds = seedsOf(result);
  if (seeds === null) return [];
  const { invalid, missed, open } = seedsVerdict(result);
  const of = `of ${plural(seeds.finished.length, "seed")}`;
  return [
    ...(invalid.length === 0
      ? []
      : [
          `under ${invalid.length} ${of} the simulation is INVALID (${invalid.join(", ")}); simulate with one of them to see why`,
        ]),
    ...missed.map(({ objective, misses }) => `${objective} misses under ${misses} ${of}`),
    ...open.map(({ objective, notShown }) => `${objective} is not shown under ${notShown} ${of}`),
  ];
}

/** What the figures over seeds rest on, in sentences. */
export function seedsNote({ finished }: Seeds): string {
  const [first] = finished;
  return finished.length < 2
    ? `Seed ${first} alone came to its end: by how much others differ is not known.`
    : `Each of the ${finished.length} seeds (from ${first}) is a simulation of its own; the interval is of the mean over seeds, at 95 % by Student's t. Everything else here is of seed ${first}.`;
}
