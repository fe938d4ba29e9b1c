import { largest, smallest } from "../../../core/extremes.ts";
import { logAxis, logDomain, MS_LABEL, PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { plotWidth } from "../../charts/theme.ts";
import { type TimelineBin, timelineBins } from "../../run/charts/timeline-bins.ts";
import { type DrawnComparison, drawnSides, notDrawn, runsOf, sideEncoding } from "../drawn.ts";

/** Chart of the first run of each side over time, laid over each other from where the measured part begins. */
export const timelines = defineChart<DrawnComparison>({
  id: "timelines",
  title: "Second by second",
  caption(drawn) {
    const several = drawnSides(drawn).filter((side) => runsOf(side).length > 1);
    const first =
      several.length === 0
        ? ""
        : ` Of ${several.map(({ letter }) => letter).join(" and ")}, which have several runs, the first is drawn.`;
    return `The runs are laid over each other from where their measured parts begin; below 0 is the warm-up. Latency is the ${latencyOf(drawn).title} of each second, or of the worst one where several share a point.${first}${notDrawn(drawn)}`;
  },
  spec(drawn, layout) {
    const sides = drawnSides(drawn);
    const { read, title } = latencyOf(drawn);
    const bins = sides.flatMap((side) => {
      const [run] = runsOf(side);
      if (run === undefined) return [];
      const windows = run.windows.filter(({ phase }) => phase !== "drain");
      return timelineBins({ ...run, windows }).bins.map((bin) => ({ side: side.letter, bin }));
    });
    if (bins.length === 0) return noData("no run lasted a whole second");
    const rates = bins.map(({ side, bin }) => ({ side, sec: bin.fromSec, value: bin.okPerSec }));
    const latencies = bins.map(({ side, bin }) => ({ side, sec: bin.fromSec, ms: read(bin) }));
    const y = logAxis(logDomain(latencies.map(({ ms }) => ms ?? 0)));
    const width = plotWidth(layout);
    const domain = [
      smallest(bins.map(({ bin }) => bin.fromSec)),
      largest(bins.map(({ bin }) => bin.fromSec + bin.lengthSec)),
    ];
    const x = (labelled: boolean) => ({
      field: "sec",
      type: "quantitative" as const,
      scale: { domain, nice: false },
      axis: labelled
        ? {
            title: "seconds since the measured part began",
            format: PLAIN_NUMBER,
            tickCount: width < 400 ? 5 : 10,
          }
        : { title: null, labels: false, tickCount: width < 400 ? 5 : 10 },
    });
    return {
      kind: "spec",
      spec: {
        vconcat: [
          {
            width,
            height: 140,
            data: { values: rates },
            mark: { type: "line", interpolate: "step-after", strokeWidth: 1.5 },
            encoding: {
              x: x(false),
              y: {
                field: "value",
                type: "quantitative",
                scale: { zero: true, nice: true },
                axis: { title: "answered ok per second", format: PLAIN_NUMBER, tickCount: 4 },
              },
              ...sideEncoding(sides),
            },
          },
          ...(latencies.every(({ ms }) => ms === null)
            ? []
            : [
                {
                  width,
                  height: 160,
                  data: { values: latencies },
                  mark: {
                    type: "line" as const,
                    strokeWidth: 1.5,
                    invalid: "break-paths-show-path-domains" as const,
                  },
                  encoding: {
                    x: x(true),
                    y: {
                      field: "ms",
                      type: "quantitative" as const,
                      scale: y.scale,
                      axis: { values: y.values, labelExpr: MS_LABEL, title: `${title}, logarithmic` },
                    },
                    ...sideEncoding(sides, false),
                  },
                },
              ]),
        ],
        resolve: { scale: { color: "independent", strokeDash: "independent" } },
      },
    };
  },
});

/** The percentile that every drawn run has of most seconds: p99 where there are answers enough, else p50. */
function latencyOf(drawn: DrawnComparison): { title: string; read: (bin: TimelineBin) => number | null } {
  const runs = drawnSides(drawn).flatMap((side) => runsOf(side).slice(0, 1));
  const isKnown = runs.every(({ windows }) => {
    const measured = windows.filter(({ phase }) => phase === "measure");
    return measured.filter(({ p99Ms }) => p99Ms !== null).length * 2 > measured.length;
  });
  return isKnown && runs.length > 0
    ? { title: "p99", read: ({ p99Ms }) => p99Ms }
    : { title: "p50", read: ({ p50Ms }) => p50Ms };
}
