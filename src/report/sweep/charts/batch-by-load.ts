import { largest } from "../../../core/extremes.ts";
import { formatNumber } from "../../../core/format.ts";
import type { PointSummary, SweepResult } from "../../../result/sweep-result.ts";
import { objectivesWords } from "../../../sweep/goal-words.ts";
import { isInfinite } from "../../../sweep/infinite-tail.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { axisWith, invalidNote, type SweepAxis, samePoint, tailOf, without } from "../points.ts";
import { bestOfVariant, variantOf, variantsOf } from "../variants.ts";

/** The least width of a cell, px: no number fits into a smaller one. */
const LEAST_CELL_PX = 32;
const MOST_CELL_PX = 74;
const CELL_HEIGHT_PX = 28;
/** The width of the batch sizes beside each map, px. */
const AXIS_PX = 46;
const BETWEEN_PX = 10;

/** Chart of batch size against load, one heat map per variant: throughput as colour, latency as number. */
export const batchByLoad = defineChart<SweepResult>({
  id: "batch-by-load",
  title: "Batch size against load",
  caption(result) {
    const axes = heatAxes(result);
    if (axes === null) return "The sweep has no two axes of batch size and load.";
    const most = mostPerSec(result);
    const objectives = objectivesWords(result.goal.slo);
    const line =
      objectives === ""
        ? ""
        : ` Grey and struck through: misses ${objectives}; the thick line is where that begins.`;
    const probed = result.points.some(({ state }) => state === "probed")
      ? " Outlined only: probed by shorter runs."
      : "";
    const tail = tailOf(result);
    const infinite = result.points.some(({ failedShare }) => isInfinite(tail, failedShare))
      ? " (∞: more requests failed than its tail holds)"
      : "";
    const empty = result.points.length < gridSize(result) ? " Empty: not measured." : "";
    return (
      `Number: ${tailOf(result)} in ms${infinite}. The stronger the blue, the more inferences per second, up to ` +
      `${formatNumber(most)}.${line}${probed}${empty}${sliceNote(result, axes)}${invalidNote(result)}`
    );
  },
  spec(result, layout) {
    const axes = heatAxes(result);
    if (axes === null)
      return noData(
        "it needs an axis of batch sizes and one of load, such as --batch 1,8,32 --concurrency 1,4,16",
      );
    const maps = variantsOf(result).flatMap((variant) => {
      const cells = cellsOf(result, variant, axes);
      return cells.length === 0 ? [] : [{ variant, cells }];
    });
    if (maps.length === 0) return noData("no point has figures");
    const loads = axes.load.values.length;
    const room = plotWidth(layout) + AXIS_PX - 2;
    const columns = Math.min(
      maps.length,
      Math.max(1, Math.floor((room + BETWEEN_PX) / (loads * LEAST_CELL_PX + AXIS_PX + BETWEEN_PX))),
    );
    const cellPx = Math.min(
      MOST_CELL_PX,
      Math.floor((room - (columns - 1) * BETWEEN_PX) / columns - AXIS_PX) / loads,
    );
    return {
      kind: "spec",
      spec: {
        columns,
        spacing: { row: 30, column: BETWEEN_PX },
        concat: maps.map(({ variant, cells }) => heatMap(variant, cells, axes, cellPx)),
      },
    };
  },
});

interface HeatAxes {
  readonly batch: SweepAxis;
  readonly load: SweepAxis;
}

function heatAxes(result: SweepResult): HeatAxes | null {
  const load = axisWith(result, "load");
  const batch = ["batch", "maxBatch"].flatMap((name) => result.axes.filter((axis) => axis.name === name))[0];
  return load === undefined || batch === undefined ? null : { batch, load };
}

interface Cell {
  readonly column: number;
  readonly row: number;
  readonly strength: number;
  readonly text: string;
  readonly probed: boolean;
  readonly holds: boolean | null;
}

function mostPerSec({ points }: SweepResult): number {
  return largest(
    points.map(({ inferencesPerSec }) => inferencesPerSec ?? 0),
    0,
  );
}

function gridSize({ search }: SweepResult): number {
  return search.gridPoints;
}

/** The values of the axes other than batch and load in the map of a variant: those where the variant was best. */
function sliceOf(result: SweepResult, variant: string, { batch, load }: HeatAxes): PointSummary["point"] {
  const best = bestOfVariant(result, variant);
  return best === undefined ? {} : without(best.point.point, [batch.name, load.name]);
}

function sliceNote(result: SweepResult, axes: HeatAxes): string {
  const variantAxis = axisWith(result, "variant")?.name;
  const slices = variantsOf(result).map((variant) => {
    const other = without(sliceOf(result, variant, axes), [variantAxis]);
    return Object.keys(other).length === 0 ? "" : `${variant} at ${pointWords(other)}`;
  });
  const said = slices.filter((text) => text !== "");
  return said.length === 0 ? "" : ` Of the other axes, where each variant was best: ${said.join("; ")}.`;
}

function cellsOf(result: SweepResult, variant: string, axes: HeatAxes): Cell[] {
  const { batch, load } = axes;
  const slice = sliceOf(result, variant, axes);
  const most = mostPerSec(result);
  const tail = tailOf(result);
  return result.points.flatMap((summary) => {
    const { point, inferencesPerSec, state, holds } = summary;
    const own =
      variantOf(result, point) === variant && samePoint(without(point, [batch.name, load.name]), slice);
    if (!own || inferencesPerSec === null) return [];
    return [
      {
        column: load.values.indexOf(point[load.name] ?? ""),
        row: batch.values.indexOf(point[batch.name] ?? ""),
        strength: 0.05 + 0.5 * (inferencesPerSec / most),
        text: isInfinite(tail, summary.failedShare) ? "∞" : formatNumber(summary.latencyMs[tail], 2),
        probed: state === "probed",
        holds,
      },
    ];
  });
}

/** The sides between cells that hold the objectives and cells that do not. */
function limitSides(cells: readonly Cell[]) {
  const at = (column: number, row: number) =>
    cells.find((cell) => cell.column === column && cell.row === row);
  return cells.flatMap(({ column, row, holds }) => {
    const parts = (next: Cell | undefined) => holds !== null && next !== undefined && next.holds === !holds;
    return [
      ...(parts(at(column + 1, row)) ? [{ x: column + 1, x2: column + 1, y: row, y2: row + 1 }] : []),
      ...(parts(at(column, row + 1)) ? [{ x: column, x2: column + 1, y: row + 1, y2: row + 1 }] : []),
    ];
  });
}

/** Encoding of an axis whose values are cells of equal size, named in their middle. */
function steps({ values, title }: SweepAxis, cellPx: number) {
  return {
    type: "quantitative" as const,
    scale: { domain: [0, values.length], nice: false, zero: false },
    axis: {
      title,
      values: values.map((_, i) => i + 0.5),
      labelExpr: `${JSON.stringify(values)}[floor(datum.value)]`,
      labelLimit: Math.max(40, cellPx),
      grid: false,
      ticks: false,
      domain: false,
    },
  };
}

function heatMap(variant: string, cells: readonly Cell[], { batch, load }: HeatAxes, cellPx: number) {
  const x = steps(load, cellPx);
  const y = steps(batch, 44);
  const box = {
    x: { ...x, field: "column" },
    x2: { field: "right" },
    y: { ...y, field: "row" },
    y2: { field: "above" },
  };
  const boxes = cells.map((cell) => ({ ...cell, right: cell.column + 1, above: cell.row + 1 }));
  const middle = {
    x: { ...x, field: "middle" },
    y: { ...y, field: "centre" },
  };
  const texts = cells.map((cell) => ({ ...cell, middle: cell.column + 0.5, centre: cell.row + 0.5 }));
  const edge = { stroke: "var(--bg, #fff)", strokeWidth: 1.5 };
  return {
    width: cellPx * load.values.length,
    height: CELL_HEIGHT_PX * batch.values.length,
    title: { text: variant, fontSize: 12, fontWeight: 600 as const, offset: 8 },
    layer: [
      ...layerOf(
        boxes.filter(({ holds, probed }) => holds !== false && !probed),
        {
          mark: { type: "rect", fill: COLOUR.actual, ...edge },
          encoding: { ...box, fillOpacity: { field: "strength", type: "quantitative", scale: null } },
        },
      ),
      ...layerOf(
        boxes.filter(({ holds, probed }) => holds === false && !probed),
        {
          mark: { type: "rect", fill: COLOUR.grid, ...edge },
          encoding: box,
        },
      ),
      ...layerOf(
        boxes.filter(({ probed }) => probed),
        {
          mark: { type: "rect", fill: null, stroke: COLOUR.axis, strokeDash: [2, 2] },
          encoding: box,
        },
      ),
      ...layerOf(
        boxes.filter(({ holds }) => holds === false),
        {
          mark: { type: "rule", color: COLOUR.axis, strokeWidth: 0.8 },
          encoding: box,
        },
      ),
      ...layerOf(limitSides(cells), {
        mark: { type: "rule", color: COLOUR.text, strokeWidth: 2.5, strokeCap: "square" },
        encoding: {
          x: { ...x, field: "x" },
          x2: { field: "x2" },
          y: { ...y, field: "y" },
          y2: { field: "y2" },
        },
      }),
      ...layerOf(cellPx < LEAST_CELL_PX - 6 ? [] : texts, {
        mark: { type: "text", fontSize: 10.5, color: COLOUR.text },
        encoding: { ...middle, text: { field: "text" } },
      }),
    ],
  };
}
