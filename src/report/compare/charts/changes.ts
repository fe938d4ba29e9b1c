import type { ComparedRow } from "../../../compare/comparison.ts";
import { changeWords, isShown, isWorse } from "../../../compare/words.ts";
import { largest } from "../../../core/extremes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import type { DrawnComparison } from "../drawn.ts";

const ROW_PX = 40;
/** The most rows that are drawn. */
const MOST_ROWS = 16;
/** The least and the most that the scale reaches to, percent; what lies beyond is drawn at its edge. */
const LEAST = 5;
const MOST = 200;

/** Chart of the change of each main figure with its interval. */
export const changes = defineChart<DrawnComparison>({
  id: "changes",
  title: "Change against A",
  caption(drawn) {
    const marks = marksOf(drawn);
    const bars = marks.some(({ hasInterval }) => hasInterval)
      ? "the bar is the 95 % interval, from how repeated results differ; a bar that does not touch 0 shows a change, orange for the worse and green for the better"
      : "there are no bars, since results do not repeat so often that an interval is known";
    const cut = marks.some(({ isCut }) => isCut) ? ` What lies beyond ${MOST} % is drawn at the edge.` : "";
    return `Each row is a figure, of which the dot is the change, in percent of A (shares in percentage points), and ${bars}.${cut}`;
  },
  spec(drawn, layout) {
    const marks = marksOf(drawn);
    if (marks.length === 0) return noData("no figure has a change");
    const furthest = largest(
      marks.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]),
      LEAST,
    );
    const reach = Math.min(MOST, furthest) * 1.02;
    const inside = (value: number) => Math.min(reach, Math.max(-reach, value));
    const shown = marks.map((mark) => ({
      ...mark,
      percent: inside(mark.percent),
      low: inside(mark.low),
      high: inside(mark.high),
    }));
    const y = {
      field: "row",
      type: "nominal" as const,
      sort: null,
      scale: { domain: marks.map(({ row }) => row) },
      axis: { title: null, grid: false, labels: false },
    };
    const x = (field: string) => ({
      field,
      type: "quantitative" as const,
      scale: { domain: [-reach, reach], nice: false },
      axis: { title: "change, %", tickCount: 6, grid: true },
    });
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: ROW_PX * marks.length,
        layer: [
          ...layerOf([{ at: 0 }], {
            mark: { type: "rule", color: COLOUR.axis, strokeWidth: 1.4 },
            encoding: { x: x("at") },
          }),
          ...[COLOUR.actual, COLOUR.failed, COLOUR.median].flatMap((color) => {
            const own = shown.filter((mark) => mark.color === color);
            return [
              ...layerOf(
                own.filter(({ hasInterval }) => hasInterval),
                {
                  mark: { type: "rule", strokeWidth: 4, color, opacity: 0.75 },
                  encoding: { y, x: x("low"), x2: { field: "high" } },
                },
              ),
              ...layerOf(own, {
                mark: { type: "point", filled: true, size: 90, color, opacity: 1 },
                encoding: { y, x: x("percent") },
              }),
            ];
          }),
          ...layerOf(shown, {
            mark: { type: "text", align: "left", dy: -13, fontSize: 11, color: COLOUR.text },
            encoding: { y, x: { value: 0 }, text: { field: "label", type: "nominal" } },
          }),
        ],
      },
    };
  },
});

interface Mark {
  readonly row: string;
  readonly label: string;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
  readonly hasInterval: boolean;
  readonly isCut: boolean;
  readonly color: string;
}

function marksOf({ comparison: { rows, sides } }: DrawnComparison): Mark[] {
  const main = rows.filter(({ figure }) => figure.main);
  return main
    .flatMap((row) =>
      row.changes.flatMap((change, i) =>
        change === null ? [] : [markOf(row, change, sides[i + 1]?.letter ?? "", sides.length > 2)],
      ),
    )
    .slice(0, MOST_ROWS);
}

function markOf(
  { figure }: ComparedRow,
  change: NonNullable<ComparedRow["changes"][number]>,
  letter: string,
  several: boolean,
): Mark {
  const { interval } = change;
  const percent = 100 * change.change;
  const [low, high] = interval === null ? [percent, percent] : [100 * interval.low, 100 * interval.high];
  const worse = isShown(change) ? isWorse(figure, change.change) : null;
  return {
    row: `${figure.id} ${letter}`,
    label: `${several ? `${letter}: ` : ""}${figure.title}: ${changeWords(figure, change)}`,
    percent,
    low,
    high,
    hasInterval: interval !== null,
    isCut: Math.max(Math.abs(low), Math.abs(high)) > MOST,
    color: worse === null ? COLOUR.actual : worse ? COLOUR.failed : COLOUR.median,
  };
}
