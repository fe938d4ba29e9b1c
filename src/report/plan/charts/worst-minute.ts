import { formatSpan } from "../../../core/format.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

const COUNTS = ["due", "in flight", "failed"] as const;
const SECONDS = "seconds of the simulated part";
const axis = (title: string | null) => ({ title, grid: false, tickCount: 8 });
const TIMES = ["median", "slowest"] as const;

/** Chart of the worst minute of the busiest hour, second by second: what came, what waited, how long requests took. */
export const worstMinute = defineChart<PlanResult>({
  id: "worst-minute",
  title: "The worst minute, second by second",
  caption({ fleets }) {
    const burst = fleets[0]?.burst ?? null;
    if (burst === null) return "No whole minute was simulated.";
    const recovered =
      burst.secondsToRecover === null
        ? ""
        : ` ${formatSpan(1000 * burst.secondsToRecover)} after its fullest second, requests kept the limit again.`;
    return `Minute ${burst.minute + 1} of the busiest hour under seed ${burst.seed} (shaded): the one of all seeds in which most requests missed. Above: requests due in each second, and those outstanding at its end. Below: their response times.${recovered}`;
  },
  spec({ fleets }, layout) {
    const burst = fleets[0]?.burst ?? null;
    if (burst === null || burst.seconds.length === 0) return noData("no whole minute was simulated");
    const sec = (atMs: number) => atMs / 1000;
    const first = sec(burst.seconds[0]?.atMs ?? 0);
    const last = sec(burst.seconds.at(-1)?.atMs ?? 0) + 1;
    const hasFailed = burst.seconds.some(({ failed }) => failed > 0);
    const counts = burst.seconds.flatMap(({ atMs, offered, failed, inFlight }) => [
      { sec: sec(atMs), count: offered, which: COUNTS[0] },
      { sec: sec(atMs), count: inFlight, which: COUNTS[1] },
      ...(hasFailed ? [{ sec: sec(atMs), count: failed, which: COUNTS[2] }] : []),
    ]);
    const times = burst.seconds.flatMap(({ atMs, p50Ms, maxMs }) => [
      ...(p50Ms === null ? [] : [{ sec: sec(atMs), ms: p50Ms, which: TIMES[0] }]),
      ...(maxMs === null ? [] : [{ sec: sec(atMs), ms: maxMs, which: TIMES[1] }]),
    ]);
    const minute = [{ from: Math.max(first, 60 * burst.minute), to: Math.min(last, 60 * burst.minute + 60) }];
    const x = {
      field: "sec",
      type: "quantitative" as const,
      scale: { domain: [first, last], nice: false },
    };
    const shade = (title: string | null) =>
      layerOf(minute, {
        mark: { type: "rect", color: COLOUR.shade },
        encoding: { x: { ...x, field: "from", axis: axis(title) }, x2: { field: "to" } },
      });
    const width = plotWidth(layout);
    const names = COUNTS.slice(0, hasFailed ? 3 : 2);
    return {
      kind: "spec",
      spec: {
        spacing: 56,
        resolve: { scale: { color: "independent" } },
        vconcat: [
          {
            width,
            height: 150,
            layer: [
              ...shade(null),
              ...layerOf(counts, {
                mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 },
                encoding: {
                  x: { ...x, axis: axis(null) },
                  y: {
                    field: "count",
                    type: "quantitative",
                    scale: { zero: true, nice: true },
                    axis: { title: "requests", tickCount: 5, grid: true },
                  },
                  color: {
                    field: "which",
                    type: "nominal",
                    scale: { domain: [...names], range: [COLOUR.planned, COLOUR.actual, COLOUR.failed] },
                    legend: { title: null },
                  },
                },
              }),
            ],
          },
          {
            width,
            height: 130,
            layer: [
              ...shade(SECONDS),
              ...layerOf(times, {
                mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 },
                encoding: {
                  x: { ...x, axis: axis(SECONDS) },
                  y: {
                    field: "ms",
                    type: "quantitative",
                    scale: { zero: true, nice: true },
                    axis: { title: "ms", tickCount: 5, grid: true },
                  },
                  color: {
                    field: "which",
                    type: "nominal",
                    scale: { domain: [...TIMES], range: [COLOUR.median, COLOUR.extreme] },
                    legend: { title: null },
                  },
                },
              }),
            ],
          },
        ],
      },
    };
  },
});
