import { worseningWords } from "../../../gate/words.ts";
import type { GateMetricResult, GateResult } from "../../../result/gate-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

const ROW_PX = 44;
/** The part of the scale that is drawn at least, in tolerances. */
const LEAST = [-2, 2] as const;
/** The part that is drawn at most: what lies further out is cut there. */
const MOST = [-6, 6] as const;
/** The unit where nothing is tolerated: 1 %. */
const NOTHING_TOLERATED = 0.01;

const COLOURS: Readonly<Record<GateMetricResult["answer"], string>> = {
  pass: COLOUR.median,
  fail: COLOUR.failed,
  inconclusive: COLOUR.planned,
  error: COLOUR.planned,
};

/** Chart of each metric's estimate and interval over what is tolerated. */
export const intervals = defineChart<GateResult>({
  id: "intervals",
  title: "How much worse, beside what is tolerated",
  caption: ({ metrics }) =>
    "Each row is a metric: the dot is the estimate, the bar reaches from the lower to the upper bound. To the right is worse. The scale counts in " +
    "tolerances, so that 1 is what is tolerated of each (1 % where nothing is); the shaded part is within it. A metric fails whose bar is right of 0 and whose dot is beyond 1; it " +
    `passes whose bar ends before 1: ${metrics.flatMap(rowOf).filter(({ answer }) => answer === "pass").length} of ${metrics.flatMap(rowOf).length} do.${metrics.flatMap(rowOf).some(isCut) ? ` What lies beyond ${MOST[1]} tolerances is drawn at the edge, and an arrow stands beside its estimate.` : ""}`,
  spec({ metrics }, layout) {
    const rows = metrics.flatMap(rowOf);
    if (rows.length === 0) return noData("no metric that is compared with the baseline has data");
    const [from, to] = domainOf(rows);
    const cut = (x: number) => Math.min(to, Math.max(from, x));
    const drawn = rows.map((row) => ({
      ...row,
      estimate: cut(row.estimate),
      low: cut(row.low),
      high: cut(row.high),
    }));
    const y = {
      field: "title",
      type: "nominal" as const,
      sort: rows.map(({ title }) => title),
      axis: { title: null, grid: false, labelLimit: 44 },
    };
    const x = (field: string) => ({
      field,
      type: "quantitative" as const,
      scale: { domain: [from, to], nice: false },
      axis: { title: "worse, in tolerances", tickCount: 6 },
    });
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: ROW_PX * rows.length,
        layer: [
          ...layerOf([{ from, to: 1 }], {
            mark: { type: "rect", color: COLOUR.shade },
            encoding: { x: x("from"), x2: { field: "to" } },
          }),
          ...layerOf([{ at: 0 }], {
            mark: { type: "rule", color: COLOUR.axis, strokeWidth: 1.2 },
            encoding: { x: x("at") },
          }),
          ...layerOf([{ at: 1 }], {
            mark: { type: "rule", color: COLOUR.text, strokeWidth: 1.2, strokeDash: [4, 3] },
            encoding: { x: x("at") },
          }),
          ...Object.entries(COLOURS).flatMap(([answer, color]) => {
            const own = drawn.filter((row) => row.answer === answer);
            return [
              ...layerOf(own, {
                mark: { type: "rule", strokeWidth: 4, color, opacity: 0.75 },
                encoding: { y, x: x("low"), x2: { field: "high" } },
              }),
              ...layerOf(own, {
                mark: { type: "point", filled: true, size: 110, color, opacity: 1 },
                encoding: { y, x: x("estimate") },
              }),
            ];
          }),
          ...layerOf(drawn, {
            mark: { type: "text", dy: -13, fontSize: 11, color: COLOUR.text },
            encoding: { y, x: x("estimate"), text: { field: "label", type: "nominal" } },
          }),
        ],
      },
    };
  },
});

interface Row {
  readonly title: string;
  readonly answer: GateMetricResult["answer"];
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

/** The row of a metric in tolerances; none where it has no data, or is held against a limit. A bound that is not known lies beyond the scale. */
function rowOf(metric: GateMetricResult): Row[] {
  const { title, answer, worsening, low, high, tolerance, limit } = metric;
  if (worsening === null || limit !== null) return [];
  const unit = tolerance === 0 ? NOTHING_TOLERATED : tolerance;
  return [
    {
      title,
      answer,
      estimate: worsening / unit,
      low: (low ?? Number.NEGATIVE_INFINITY) / unit,
      high: (high ?? Number.POSITIVE_INFINITY) / unit,
      label: `${worsening / unit < MOST[0] ? "← " : ""}${worseningWords(metric, worsening)}${worsening / unit > MOST[1] ? " →" : ""}`,
    },
  ];
}

/** Whether something of a row that is known lies beyond the scale. */
const isCut = ({ estimate, low, high }: Row): boolean =>
  [estimate, low, high].some((end) => Number.isFinite(end) && (end < MOST[0] || end > MOST[1]));

function domainOf(rows: readonly Row[]): [number, number] {
  const ends = rows.flatMap(({ low, high, estimate }) => [low, high, estimate]);
  const low = ends.reduce((least, end) => Math.min(least, end), LEAST[0] as number);
  const high = ends.reduce((most, end) => Math.max(most, end), LEAST[1] as number);
  return [Math.max(MOST[0], low), Math.min(MOST[1], high)];
}
