import { arrivalProcess } from "../../../arrivals/index.ts";
import { largest, smallest } from "../../../core/extremes.ts";
import { formatNumber } from "../../../core/format.ts";
import type { BurstMetrics } from "../../../result/burst.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { arrivalsOf } from "../../../scenario/scenario.ts";
import { logAxis, logDomain, PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

const PLANNED = "planned";
const SENT = "sent";
const THEORY = "the process, in theory";
/** The least IDC drawn: evenly spaced traffic has 0, which a logarithmic axis cannot show. */
const LEAST_IDC = 0.01;

/**
 * Chart of burstiness by window length: IDC(w) = Var N(w) / E N(w), how much more the number of arrivals in a window
 * varies than in Poisson traffic.
 */
export const burstiness = defineChart<RunResult>({
  id: "burstiness",
  title: "Burstiness by window length",
  caption(result) {
    const { planned } = result.burst;
    const known = idcPoints(planned);
    const missing = [...new Set([...absentWindows(planned), ...absentWindows(result.burst.sent)])];
    const left =
      missing.length === 0
        ? ""
        : ` Left out: windows of ${missing.map((sec) => `${sec} s`).join(", ")}, of which the run held fewer than 30.`;
    const widest = known.at(-1);
    const says =
      widest === undefined
        ? ""
        : ` Over windows of ${formatNumber(widest.sec, 1)} s the planned count varied ${formatNumber(widest.idc)} times as much as Poisson traffic.`;
    return (
      "1 is independent users at every window length; a line that climbs means bursts that last as long as the " +
      `windows where it climbs, and these are what fills queues.${says}${left}`
    );
  },
  spec(result, layout) {
    const { planned, sent } = result.burst;
    const theory = theoryPoints(result);
    const measured = [
      ...idcPoints(planned).map((point) => ({ ...point, series: PLANNED })),
      ...idcPoints(sent).map((point) => ({ ...point, series: SENT })),
    ];
    if (measured.length === 0) return noData("no window length was held 30 times by this run");
    const values = [...theory.map((point) => ({ ...point, series: THEORY })), ...measured];
    const x = logAxis(logDomain(values.map((point) => point.sec)));
    const y = logAxis(logDomain([0.6, 1.6, ...values.map((point) => point.idc)]));
    const names = theory.length > 0 ? [PLANNED, SENT, THEORY] : [PLANNED, SENT];
    const encoding = {
      x: {
        field: "sec",
        type: "quantitative" as const,
        scale: x.scale,
        axis: {
          values: x.values,
          format: PLAIN_NUMBER,
          grid: true,
          title: "window length in seconds, logarithmic",
        },
      },
      y: {
        field: "idc",
        type: "quantitative" as const,
        scale: y.scale,
        axis: {
          values: y.values,
          format: PLAIN_NUMBER,
          title: "IDC = variance ÷ mean of the count, logarithmic",
        },
      },
      color: {
        field: "series",
        type: "nominal" as const,
        scale: { domain: names, range: [COLOUR.planned, COLOUR.actual, COLOUR.quiet] },
      },
    };
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 190,
        layer: [
          poissonLine(),
          {
            data: { values },
            mark: { type: "line" },
            encoding: {
              ...encoding,
              strokeWidth: {
                field: "series",
                type: "ordinal",
                scale: { type: "ordinal", domain: names, range: [4, 1.6, 1] },
              },
              strokeDash: {
                field: "series",
                type: "nominal",
                scale: {
                  domain: names,
                  range: [
                    [1, 0],
                    [1, 0],
                    [3, 3],
                  ],
                },
              },
            },
          },
          {
            data: { values: measured },
            mark: { type: "point", filled: true, size: 36, opacity: 1 },
            encoding,
          },
        ],
      },
    };
  },
});

function idcPoints(metrics: BurstMetrics): { sec: number; idc: number }[] {
  return Object.entries(metrics.windows)
    .flatMap(([sec, { idc }]) => (idc === null ? [] : [{ sec: Number(sec), idc: Math.max(idc, LEAST_IDC) }]))
    .sort((a, b) => a.sec - b.sec);
}

function absentWindows(metrics: BurstMetrics): string[] {
  return Object.entries(metrics.windows)
    .filter(([, { idc }]) => idc === null)
    .map(([sec]) => sec)
    .sort((a, b) => Number(a) - Number(b));
}

/** The IDC curve in closed form, where the arrival process has one, over all window lengths that the result names. */
function theoryPoints(result: RunResult): { sec: number; idc: number }[] {
  const arrivals = arrivalsOf(result.scenario.load);
  const idc = arrivals === null ? undefined : arrivalProcess(arrivals).theory(arrivals).idc;
  const lengths = Object.keys(result.burst.planned.windows).map(Number);
  const first = smallest(lengths);
  const last = largest(lengths);
  if (idc === undefined || !(last > first)) return [];
  const steps = 32;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const sec = first * (last / first) ** (step / steps);
    return { sec, idc: Math.max(idc(sec), LEAST_IDC) };
  });
}

function poissonLine() {
  const y = { datum: 1, type: "quantitative" as const };
  return {
    data: { values: [{ text: "Poisson: 1" }] },
    layer: [
      { mark: { type: "rule" as const, color: COLOUR.quiet, strokeDash: [2, 3] }, encoding: { y } },
      {
        mark: {
          type: "text" as const,
          align: "right" as const,
          baseline: "top" as const,
          dx: -4,
          dy: 4,
          color: COLOUR.quiet,
          fontSize: 11,
        },
        encoding: { y, x: { value: "width" as const }, text: { field: "text" } },
      },
    ],
  };
}
