import { ABSENT, displaySentence, formatCount, formatNumber, plural } from "../../core/format.ts";
import { grouped } from "../../core/grouped.ts";
import type { ErrorGroup, ErrorSummary, Judged } from "../../simulator/calibration/error-table.ts";
import { named } from "../terminal.ts";

/** A series as it is shown: fitted, or refused with the reason. */
interface ShownSeries {
  readonly series: string;
  readonly refused: string | null;
  readonly notes: readonly string[];
}

/** Predictions of a table as they are shown. */
interface ShownPrediction {
  readonly table: { readonly file: string };
  readonly series: readonly ShownSeries[];
  readonly rows: readonly {
    readonly predicted: { readonly spreadPercent: number } | null;
    readonly refused: string | null;
    readonly extrapolated: boolean;
    readonly series: string;
  }[];
  readonly errors: readonly ErrorGroup[];
}

const COLUMNS: readonly (readonly [Judged, string])[] = [
  ["throughputPerSec", "throughput"],
  ["p50Ms", "p50"],
  ["p95Ms", "p95"],
  ["queueMs", "queue"],
  ["serviceMs", "service"],
];
const NAME_WIDTH = 36;
const CELL_WIDTH = 19;

/** The text of `plimsoll calibrate --predict`. */
export function renderTablePrediction(prediction: ShownPrediction): string {
  const { rows, errors } = prediction;
  const said = rows.filter(({ predicted }) => predicted !== null);
  const beyond = said.filter(({ extrapolated }) => extrapolated).length;
  return [
    ...named(
      "predicted",
      `${formatCount(said.length)} of ${plural(rows.length, "online row", "online rows")} of ${prediction.table.file}, each by 5 simulations with different starts`,
    ),
    ...(beyond === 0
      ? []
      : named(
          "beyond",
          `${plural(beyond, "prediction lies", "predictions lie")} outside of what was measured`,
        )),
    ...refusals(prediction),
    "",
    ...renderErrors(errors.filter(({ by }) => by !== "series")),
  ].join("\n");
}

function refusals({ series, rows }: ShownPrediction): string[] {
  const whole = series.flatMap(({ series: name, refused }) =>
    refused === null ? [] : [`${name}: ${refused}`],
  );
  const single = grouped(
    rows.filter(
      ({ refused, series: name }) => refused !== null && !whole.some((line) => line.startsWith(`${name}: `)),
    ),
    ({ refused, series: name }) => `${name}: ${refused}`,
  );
  return [
    ...whole,
    ...Array.from(single, ([words, own]) => `${words} (${plural(own.length, "row", "rows")})`),
  ].flatMap((words) => named("refused", words));
}

/** The error table: median and 90th percentile without signs, and the median with its sign. */
export function renderErrors(groups: readonly ErrorGroup[]): string[] {
  if (groups.every(({ rows }) => rows === 0)) return [];
  const head = ["error in %: median / 90th percentile, and the median with its sign".padEnd(NAME_WIDTH)];
  const titles = " ".repeat(NAME_WIDTH) + COLUMNS.map(([, title]) => title.padStart(CELL_WIDTH)).join("");
  const lines = groups.map(
    ({ name, by, rows, errors }) =>
      displaySentence(by === "all" ? `all ${rows} rows` : `${by} ${name}`)
        .slice(0, NAME_WIDTH - 1)
        .padEnd(NAME_WIDTH) + COLUMNS.map(([figure]) => cell(errors[figure]).padStart(CELL_WIDTH)).join(""),
  );
  return [...head, titles, ...lines];
}

function cell(summary: ErrorSummary | null): string {
  if (summary === null) return ABSENT;
  const { medianPercent, p90Percent, biasPercent } = summary;
  const sign = biasPercent > 0 ? "+" : "";
  return `${formatNumber(medianPercent, 2)} / ${formatNumber(p90Percent, 2)} ${sign}${formatNumber(biasPercent, 2)}`;
}

/** The text of `plimsoll calibrate` about the models it wrote. */
export function renderServiceModels(
  written: readonly {
    readonly series: string;
    readonly file: string;
    readonly model: { readonly points: readonly unknown[]; readonly notes: readonly string[] };
  }[],
  refused: readonly ShownSeries[],
): string {
  return [
    ...written.flatMap(({ series, file, model }) => [
      ...named("written", `${file}: ${series}, ${plural(model.points.length, "batch size", "batch sizes")}`),
      ...model.notes.flatMap((note) => named("note", note)),
    ]),
    ...refused.flatMap(({ series, refused: why }) =>
      why === null ? [] : named("refused", `${series}: ${why}`),
    ),
  ].join("\n");
}
