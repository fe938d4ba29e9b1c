import type { GateResult } from "../../../result/gate-result.ts";
import { median } from "../../../stats/median.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

/** Chart of the control series: how fast the machine was before each run, in the order in which they were made. */
export const control = defineChart<GateResult>({
  id: "control",
  title: "The machine before each run",
  caption: (result) => {
    const { before, runs } = marksOf(result);
    return (
      "Each dot is the mean round trip of requests to a reference server, which does nothing but answer, on this machine just before a run, divided by the median of them all: higher is a slower machine. " +
      "Blue stands for runs of the candidate, green for those of the baseline" +
      (before.length === 0
        ? "."
        : `; the ${before.length} grey ones at the left were measured before the gate.`) +
      (runs.length === 0
        ? ""
        : " Were the candidate's dots the higher ones, its runs had the slower machine.")
    );
  },
  spec(result, layout) {
    const { before, runs } = marksOf(result);
    if (runs.length === 0) return noData("no run has its control");
    const encoding = {
      x: {
        field: "at",
        type: "quantitative" as const,
        scale: { nice: false, padding: 8 },
        axis: { title: "order of the runs", labels: false, ticks: false, grid: false },
      },
      y: {
        field: "ratio",
        type: "quantitative" as const,
        scale: { zero: false, nice: true },
        axis: { title: "of the median", tickCount: 5, grid: true },
      },
    };
    const dots = (values: readonly Mark[], color: string) =>
      layerOf(values, { mark: { type: "point", filled: true, size: 44, color, opacity: 0.85 }, encoding });
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 150,
        layer: [
          ...layerOf(runs, {
            mark: { type: "line", color: COLOUR.axis, strokeWidth: 1, opacity: 0.6 },
            encoding,
          }),
          ...dots(before, COLOUR.planned),
          ...dots(
            runs.filter(({ side }) => side === "baseline"),
            COLOUR.median,
          ),
          ...dots(
            runs.filter(({ side }) => side === "candidate"),
            COLOUR.actual,
          ),
        ],
      },
    };
  },
});

interface Mark {
  readonly at: number;
  readonly side: "baseline" | "candidate" | null;
  readonly ratio: number;
}

function marksOf({ control: series, pairs }: GateResult): { before: Mark[]; runs: Mark[] } {
  const beforeMs = series?.beforeMs ?? [];
  const measured = pairs.flatMap((pair, i) => {
    const sides =
      pair.first === "baseline" ? (["baseline", "candidate"] as const) : (["candidate", "baseline"] as const);
    return sides.flatMap((side, second) => {
      const ms = pair[side].controlMs;
      return ms === null ? [] : [{ at: 2 * i + second + 1, side, ms }];
    });
  });
  const middleMs = median([...beforeMs, ...measured.map(({ ms }) => ms)]) ?? 1;
  return {
    before: beforeMs.map((ms, i) => ({ at: i - beforeMs.length, side: null, ratio: ms / middleMs })),
    runs: measured.map(({ at, side, ms }) => ({ at, side, ratio: ms / middleMs })),
  };
}
