import { formatNumber, formatShare } from "../../../core/format.ts";
import type { PointSummary, SweepResult } from "../../../result/sweep-result.ts";
import { keyOf } from "../../../sweep/axes.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { axisWith, byThroughput, invalidNote, without } from "../points.ts";
import { accuracyOf, bestOfVariant, isAsPicked, isBarred, variantOf, variantsOf } from "../variants.ts";

/** Chart of throughput by variant: each at its best, and all at equal settings. */
export const throughputByVariant = defineChart<SweepResult>({
  id: "throughput-by-variant",
  title: "Throughput by variant",
  caption(result) {
    const axis = axisWith(result, "variant");
    if (axis === undefined) return "The sweep has one variant of the model only.";
    const equal = equalSettings(result);
    const settings =
      equal === null
        ? "No settings were measured with every variant, so there is no comparison at equal settings."
        : `Lower bars: all at ${pointWords(equal)}.`;
    const picked = result.points.some((point) => isAsPicked(result, point))
      ? " As picked: not measured again, so the best of many is too high."
      : "";
    return (
      "Upper bars: each variant at its own best point that holds the objectives. " +
      `${settings} The difference of two upper bars holds what other settings gained, too.${picked}${invalidNote(result)}`
    );
  },
  spec(result, layout) {
    const axis = axisWith(result, "variant");
    if (axis === undefined) return noData("the sweep has no axis of variants, such as --precision fp32,int8");
    const rows = variantsOf(result).flatMap((variant) => rowsOf(result, variant, equalSettings(result)));
    if (rows.every(({ perSec }) => perSec === 0)) return noData("no point has a throughput");
    const texts = (head: boolean) => rows.filter((row) => row.head === head);
    const text = {
      type: "text" as const,
      align: "left" as const,
      baseline: "bottom" as const,
      color: COLOUR.text,
    };
    const label = { x: { value: 0 }, text: { field: "label" } };
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout) + 40,
        height: { step: 32 },
        data: { values: rows },
        encoding: {
          y: { field: "key", type: "nominal", sort: null, axis: null },
          x: {
            field: "perSec",
            type: "quantitative",
            scale: { zero: true, nice: true },
            axis: {
              title: "inferences per second",
              format: PLAIN_NUMBER,
              tickCount: layout.width < 400 ? 3 : 6,
            },
          },
        },
        layer: [
          {
            mark: { type: "bar", height: 9, yOffset: 8 },
            encoding: {
              color: {
                field: "series",
                type: "nominal",
                scale: { domain: ["best", "equal"], range: [COLOUR.actual, COLOUR.service] },
                legend: null,
              },
            },
          },
          {
            data: { values: texts(true) },
            mark: { ...text, fontSize: 13, fontWeight: 600, yOffset: 10 },
            encoding: label,
          },
          {
            data: { values: texts(false) },
            mark: { ...text, fontSize: 11.5, yOffset: 1 },
            encoding: label,
          },
        ],
      },
    };
  },
});

interface Row {
  readonly key: string;
  readonly series: "best" | "equal";
  readonly head: boolean;
  readonly perSec: number;
  readonly label: string;
}

function rowsOf(result: SweepResult, variant: string, equal: PointSummary["point"] | null): Row[] {
  const best = bestOfVariant(result, variant);
  const row = (name: string, series: Row["series"], label: string, perSec: number | null = 0): Row => ({
    key: `${variant} ${name}`,
    series,
    head: name === "head",
    perSec: perSec ?? 0,
    label,
  });
  const same = equal && atSettings(result, variant, equal);
  return [
    row("head", "best", `${variant}${accuracyNote(result, variant)}`),
    best?.holds === true
      ? row(
          "best",
          "best",
          `best ${best.point.answer === "not shown" ? "seen to hold" : "that holds"}: ${perSecWords(result, best.point)}`,
          best.point.inferencesPerSec,
        )
      : row("best", "best", "no point holds the objectives"),
    ...(same
      ? [
          row(
            "equal",
            "equal",
            `at equal settings: ${perSecWords(result, same)}${missed(same)}`,
            same.inferencesPerSec,
          ),
        ]
      : []),
  ];
}

/** The words for a point that misses the objectives, however fast it is; empty for others. */
function missed({ holds }: PointSummary): string {
  return holds === false ? ", misses the objectives" : "";
}

function perSecWords(result: SweepResult, summary: PointSummary): string {
  const { inferencesPerSec, state } = summary;
  const mark = state === "probed" ? ", probed only" : isAsPicked(result, summary) ? ", as picked" : "";
  return `${formatNumber(inferencesPerSec)}/s${mark}`;
}

function accuracyNote(result: SweepResult, variant: string): string {
  const accuracy = accuracyOf(result, variant);
  if (accuracy === undefined) return "";
  const barred = isBarred(result, variant) ? ", never recommended" : "";
  if (accuracy.accuracy !== null) return ` · accuracy ${formatShare(accuracy.accuracy, 1)}${barred}`;
  if (accuracy.reference) return " · the reference";
  return accuracy.agreement === null ? barred : ` · agrees in ${formatShare(accuracy.agreement, 1)}${barred}`;
}

function atSettings(result: SweepResult, variant: string, settings: PointSummary["point"]) {
  const axis = axisWith(result, "variant")?.name;
  return result.points.find(
    ({ point, inferencesPerSec }) =>
      inferencesPerSec !== null &&
      variantOf(result, point) === variant &&
      keyOf(without(point, [axis])) === keyOf(settings),
  );
}

/**
 * Settings at which every variant was measured: those of the best point, else those whose slowest variant is fastest.
 */
function equalSettings(result: SweepResult): PointSummary["point"] | null {
  const axis = axisWith(result, "variant")?.name;
  const variants = variantsOf(result);
  const all = (settings: PointSummary["point"]) => {
    const points = variants.flatMap((variant) => atSettings(result, variant, settings) ?? []);
    return points.length === variants.length ? points : null;
  };
  const best = result.best && without(result.best.point, [axis]);
  if (best !== null && all(best) !== null) return best;
  const slowest = result.points
    .filter(({ point }) => variantOf(result, point) === variants[0])
    .flatMap(({ point }) => byThroughput(all(without(point, [axis])) ?? []).at(-1) ?? []);
  const fastest = byThroughput(slowest)[0];
  return fastest === undefined ? null : without(fastest.point, [axis]);
}
