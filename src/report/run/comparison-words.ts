import { ABSENT, formatNumber, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

type Comparison = NonNullable<NonNullable<RunResult["simulation"]>["comparison"]>;
type Row = Comparison["rows"][number];

/** The comparison of a simulated run with measured ones; null where there is none. */
export function comparisonOf({ simulation }: RunResult): Comparison | null {
  return simulation?.comparison ?? null;
}

/** A value of a row with its unit. */
export function valueWords(value: number | null, { unit }: Row): string {
  if (value === null) return ABSENT;
  if (unit === "share") return `${formatNumber(100 * value)} %`;
  return unit === "" || unit === "/s" ? `${formatNumber(value)}${unit}` : `${formatNumber(value)} ${unit}`;
}

/** The error of a row, signed, and how many times what repeats of the measurement differ by. */
export function errorWords({ error, spread }: Row): { error: string; spread: string } {
  return {
    error: error === null ? ABSENT : `${error < 0 ? "−" : "+"}${formatNumber(Math.abs(error) * 100)} %`,
    spread: spread === null ? ABSENT : `${formatNumber(spread * 100)} %`,
  };
}

/** What the comparison rests on, in sentences. */
export function comparisonNotes({ runs }: Comparison): string[] {
  const invalid = runs.filter(({ valid }) => !valid).length;
  const others = runs.filter(({ sameSchedule }) => !sameSchedule).length;
  return [
    runs.length === 1
      ? "One measured run: by how much repeats of it would differ is not known."
      : `Medians over ${runs.length} measured runs, and over as many simulated ones with their seeds; the spread is (largest − smallest) ÷ median of the measured.`,
    ...(invalid === 0 ? [] : [`${plural(invalid, "measured run is", "measured runs are")} INVALID.`]),
    ...(others === 0
      ? []
      : [
          `The schedules of ${plural(others, "pair")} differ, at least in which payload a request carries: the pool of the measured run had another size, or answers decide when requests come.`,
        ]),
  ];
}
