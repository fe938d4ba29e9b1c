import { largest } from "../../../core/extremes.ts";
import { formatCount, formatNumber, formatSpan } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { logAxis, logDomain, MS_LABEL, PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { type Stretch, shadedPhases, type TimelineBin, timelineBins } from "./timeline-bins.ts";

/** Chart of a run over time in three panels: offered and answered rates, latency, and requests in flight. */
export const timeline = defineChart<RunResult>({
  id: "timeline",
  title: "The run, second by second",
  caption(result) {
    const measured = result.windows.filter((window) => window.phase === "measure");
    const peak = largest(
      measured.map((window) => window.offered),
      0,
    );
    const { widthMs } = timelineBins(result);
    const window = result.windowMs === 1000 ? "second" : formatSpan(result.windowMs);
    const each =
      widthMs === 1000
        ? ""
        : ` Each point stands for ${formatSpan(widthMs)}: mean rates, which the fullest second is above, and the worst second's latency.`;
    const failed =
      result.requests.failed === 0 ? "No request failed." : `${formatCount(result.requests.failed)} failed.`;
    const bare = measured.every((window) => window.p99Ms === null)
      ? " No second had the 100 answers that a p99 needs."
      : "";
    return (
      "Where answered falls behind offered, work piles up: in flight rises first, latency after it. " +
      `The fullest ${window} asked for ${formatCount(peak)} requests` +
      `${result.load.offeredPerSec === null ? "" : `, ${ratio(peak, (result.load.offeredPerSec * result.windowMs) / 1000)} the mean`}. ` +
      `${failed}${bare}${each}${shadeNote(result)}`
    );
  },
  spec(result, layout) {
    const { bins, widthMs } = timelineBins(result);
    if (bins.length === 0) return noData("the run ended before its first whole second");
    const last = (bins.at(-1)?.fromSec ?? 0) + widthMs / 1000;
    const beginSec = bins[0]?.fromSec ?? 0;
    const frame = { width: plotWidth(layout), shades: shadedPhases(result), beginSec, endSec: last };
    return {
      kind: "spec",
      spec: {
        vconcat: [
          ratePanel(bins, frame),
          ...(bins.some((bin) => bin.maxMs !== null) ? [latencyPanel(bins, frame)] : []),
          inFlightPanel(bins, frame),
        ],
        resolve: { scale: { color: "independent" } },
      },
    };
  },
});

interface Frame {
  readonly width: number;
  readonly shades: readonly Stretch[];
  readonly beginSec: number;
  readonly endSec: number;
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? "—" : `${formatNumber(part / whole, 2)} times`;
}

function shadeNote(result: RunResult): string {
  const names = shadedPhases(result).map((stretch) => stretch.label);
  if (names.length === 0) return "";
  return ` Shaded: the ${names.join(" and the ")}, outside the measured part.`;
}

function timeAxis(frame: Frame, labelled: boolean) {
  return {
    type: "quantitative" as const,
    scale: { domain: [frame.beginSec, frame.endSec], nice: false },
    axis: labelled
      ? {
          title: "seconds since the measured part began",
          format: PLAIN_NUMBER,
          tickCount: frame.width < 400 ? 5 : 10,
        }
      : { title: null, labels: false, tickCount: frame.width < 400 ? 5 : 10, tickMinStep: 1 },
  };
}

/** Layers that shade warm-up and drain, behind the marks; the caption names them. */
function shadeLayers(frame: Frame, withTimeAxis = false) {
  if (frame.shades.length === 0) return [];
  return [
    {
      data: { values: [...frame.shades] },
      mark: { type: "rect" as const, color: COLOUR.shade },
      encoding: { x: { ...timeAxis(frame, withTimeAxis), field: "fromSec" }, x2: { field: "toSec" } },
    },
  ];
}

function seriesColour(series: readonly (readonly [string, string])[]) {
  return {
    field: "series",
    type: "nominal" as const,
    scale: { domain: series.map(([name]) => name), range: series.map(([, colour]) => colour) },
  };
}

/** Points of a staircase: a rate holds for its whole bin, and the last bin is as long as the others. */
function staircase(
  bins: readonly TimelineBin[],
  endSec: number,
  series: string,
  value: (bin: TimelineBin) => number,
) {
  const points = bins.map((bin) => ({ sec: bin.fromSec, value: value(bin), series }));
  const last = points.at(-1);
  return last === undefined ? [] : [...points, { ...last, sec: endSec }];
}

function ratePanel(bins: readonly TimelineBin[], frame: Frame) {
  const failures = bins.some((bin) => bin.failedPerSec > 0);
  const series: (readonly [string, string])[] = [
    ["offered", COLOUR.planned],
    ["answered ok", COLOUR.actual],
    ...(failures ? [["failed", COLOUR.failed] as const] : []),
  ];
  const values = [
    ...staircase(bins, frame.endSec, "offered", (bin) => bin.offeredPerSec),
    ...staircase(bins, frame.endSec, "answered ok", (bin) => bin.okPerSec),
    ...(failures ? staircase(bins, frame.endSec, "failed", (bin) => bin.failedPerSec) : []),
  ];
  const y = {
    field: "value",
    type: "quantitative" as const,
    scale: { zero: true, nice: true },
    axis: { title: "requests per second", format: PLAIN_NUMBER, tickCount: 5 },
  };
  const x = { ...timeAxis(frame, false), field: "sec" };
  return {
    width: frame.width,
    height: 150,
    layer: [
      ...shadeLayers(frame),
      {
        data: { values },
        mark: { type: "line" as const, interpolate: "step-after" as const },
        encoding: {
          x,
          y,
          color: seriesColour(series),
          strokeWidth: {
            field: "series",
            type: "ordinal" as const,
            scale: {
              type: "ordinal" as const,
              domain: series.map(([name]) => name),
              range: series.map(([name]) => (name === "offered" ? 3.2 : 1.5)),
            },
            legend: null,
          },
        },
      },
    ],
  };
}

const LATENCY_SERIES = [
  ["slowest", COLOUR.extreme],
  ["p99", COLOUR.actual],
  ["p50", COLOUR.median],
] as const;

function latencyPanel(bins: readonly TimelineBin[], frame: Frame) {
  const at = (bin: TimelineBin) => bin.fromSec + bin.lengthSec / 2;
  const values = bins.flatMap((bin) => [
    { sec: at(bin), ms: bin.maxMs, series: "slowest" },
    { sec: at(bin), ms: bin.p99Ms, series: "p99" },
    { sec: at(bin), ms: bin.p50Ms, series: "p50" },
  ]);
  const y = logAxis(logDomain(values.map((point) => point.ms ?? 0)));
  const shown = values.filter((point) => point.ms !== null && point.ms > 0);
  const encoding = {
    x: { ...timeAxis(frame, false), field: "sec" },
    y: {
      field: "ms",
      type: "quantitative" as const,
      scale: y.scale,
      axis: { values: y.values, labelExpr: MS_LABEL, title: "response time, logarithmic" },
    },
    color: seriesColour(LATENCY_SERIES),
  };
  return {
    width: frame.width,
    height: 170,
    layer: [
      ...shadeLayers(frame),
      // A second without enough answers breaks the line: nothing is drawn where nothing was measured.
      {
        data: { values },
        mark: { type: "line" as const, strokeWidth: 1.4, invalid: "break-paths-show-path-domains" as const },
        encoding,
      },
      {
        data: { values: shown },
        mark: { type: "point" as const, filled: true, size: 9, opacity: 1 },
        encoding,
      },
    ],
  };
}

function inFlightPanel(bins: readonly TimelineBin[], frame: Frame) {
  const most = largest(
    bins.map((bin) => bin.inFlight),
    1,
  );
  return {
    width: frame.width,
    height: 80,
    layer: [
      ...shadeLayers(frame, true),
      {
        data: { values: staircase(bins, frame.endSec, "in flight", (bin) => bin.inFlight) },
        mark: {
          type: "area" as const,
          interpolate: "step-after" as const,
          color: COLOUR.actual,
          fillOpacity: 0.18,
          line: { strokeWidth: 1.4, color: COLOUR.actual },
        },
        encoding: {
          x: { ...timeAxis(frame, true), field: "sec" },
          y: {
            field: "value",
            type: "quantitative" as const,
            scale: { domain: [0, most], nice: true },
            axis: {
              title: "most requests in flight at once",
              format: PLAIN_NUMBER,
              tickCount: 3,
              tickMinStep: 1,
            },
          },
        },
      },
    ],
  };
}
